"""Files from outside, hostile or odd, read into values of the model."""
