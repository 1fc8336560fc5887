"""Who gets which variant and set, what lies in which packet, how slips lie on sheets. Pure."""
