"""What can go wrong with a ledger on a server, in words for who runs it."""

from __future__ import annotations

from dataclasses import dataclass

from vpr_print.errors import Message
from vpr_print.track.errors import NOTHING_DONE, LedgerError


@dataclass(eq=False)
class LedgerUrlError(LedgerError):
    """The address of the ledger's database makes no sense. It may hold a password, so it is not shown."""

    scheme: str

    @property
    def message(self) -> Message:
        return Message(
            "непонятный адрес базы данных журнала",
            f"{self.scheme}://… (ключ --ledger или vpr-print.toml, раздел [ledger], url)",
            "адрес вида postgresql://пользователь@сервер/база",
            "проверьте адрес; пароль надёжнее держать в файле ~/.pgpass или в переменной PGPASSWORD,\n"
            "а в адресе его особые знаки пишут как %40 (@), %2F (/), %3A (:)",
        )


@dataclass(eq=False)
class LedgerDriverError(LedgerError):
    """The program was installed without the driver of PostgreSQL."""

    place: str

    @property
    def message(self) -> Message:
        return Message(
            "программа установлена без поддержки PostgreSQL",
            self.place,
            "пакет psycopg",
            "установите его: pip install 'vpr-print[region]'",
        )


@dataclass(eq=False)
class LedgerServerError(LedgerError):
    """The server of the ledger cannot be reached, was lost, lets us not in, or cannot write."""

    place: str
    detail: str

    @property
    def message(self) -> Message:
        return Message(
            "сервер базы данных журнала не отвечает или отказал",
            f"{self.place}\nответ: {self.detail}",
            "связь с сервером, верные имя и пароль, право записи и свободное место на сервере",
            "проверьте сеть и повторите ту же команду: то, что успело записаться, второй раз не запишется",
        )


@dataclass(eq=False)
class LedgerNotDurableError(LedgerError):
    """The server is set up so that it may lose what it has acknowledged."""

    place: str
    setting: str
    found: str

    @property
    def message(self) -> Message:
        return Message(
            "сервер базы данных настроен так, что записи журнала могут пропасть или испортиться",
            f"{self.place}\n{self.setting} = {self.found}",
            "PostgreSQL с fsync = on, full_page_writes = on, synchronous_commit = on и кодировкой UTF8",
            "попросите администратора сервера исправить настройку и повторите команду; " + NOTHING_DONE,
        )


@dataclass(eq=False)
class NoLedgerOfSiteError(LedgerError):
    """The database holds no ledger of this site yet."""

    place: str
    site: str

    @property
    def message(self) -> Message:
        return Message(
            f"в базе данных нет журнала школы {self.site}",
            self.place,
            "журнал, который создала команда vpr-print init с ключом --ledger",
            "проверьте номер школы и адрес базы; если журнала ещё не было, создайте его:\n"
            "vpr-print init ПАПКА --site НОМЕР --name НАЗВАНИЕ --ledger АДРЕС",
        )
