"""The rows that other writers write: every type, nulls, few and many distinct values. Field ids are as Iceberg gives them."""

import datetime
import decimal
import itertools
import uuid

import pyarrow

EPOCH = datetime.datetime(1970, 1, 1)


def schema(element="element", has_ids=True):
    ids = itertools.count(1)

    def fields(*described):
        numbered = [(next(ids), *field) for field in described]
        return [
            pyarrow.field(name, type() if callable(type) else type, name not in ("id", "key"), metadata(id))
            for id, name, type in numbered
        ]

    def metadata(id):
        return {"PARQUET:field_id": str(id)} if has_ids else None

    return pyarrow.schema(
        fields(
            ("id", pyarrow.int64()),
            ("grade", pyarrow.int32()),
            ("note", pyarrow.string()),
            ("score", pyarrow.float64()),
            ("ratio", pyarrow.float32()),
            ("fasting", pyarrow.bool_()),
            ("day", pyarrow.date32()),
            ("measured", pyarrow.timestamp("us")),
            ("taken", pyarrow.timestamp("us", tz="UTC")),
            ("dose", pyarrow.decimal128(9, 2)),
            ("price", pyarrow.decimal128(18, 4)),
            ("total", pyarrow.decimal128(38, 6)),
            ("token", pyarrow.uuid()),
            ("raw", pyarrow.binary()),
            ("code", pyarrow.binary(5)),
            ("origin", lambda: pyarrow.struct(fields(("offset", pyarrow.int64()), ("place", pyarrow.string())))),
            (
                "marks",
                lambda: pyarrow.list_(
                    *fields(
                        (
                            element,
                            lambda: pyarrow.struct(fields(("name", pyarrow.string()), ("weight", pyarrow.float64()))),
                        )
                    )
                ),
            ),
            ("counts", lambda: pyarrow.map_(*fields(("key", pyarrow.string()), ("value", pyarrow.int32())))),
        )
    )


def field_id(field):
    return int(field.metadata[b"PARQUET:field_id"])


def nested(type):
    if pyarrow.types.is_map(type):
        return [type.key_field, type.item_field]
    return [type.field(i) for i in range(type.num_fields)]


def is_ordered(value):
    """In every reader and in the same way."""
    return not isinstance(value, (bool, uuid.UUID, list, dict))


def table(first, count):
    return pyarrow.Table.from_pylist([row(id) for id in range(first, first + count)], schema=schema())


def without_values(table):
    rows = [{"id": id} for id in table["id"].to_pylist()]
    return pyarrow.Table.from_pylist(rows, schema=table.schema)


def row(id):
    values = {
        "grade": id % 5 - 2,
        "note": ("", "µ-ß", "a longer note " * 6, "short")[id % 4] if id % 3 else f"note {id * 7919 % 1000}",
        "score": (float("nan"), -0.0, 0.0)[id % 3] if id % 11 == 0 else (id - 150) / 7,
        "ratio": float("nan") if id % 13 == 0 else (id % 90 - 30) / 8,
        "fasting": id % 3 == 0,
        "day": datetime.date(1969, 1, 1) + datetime.timedelta(days=id * 3),
        "measured": EPOCH + datetime.timedelta(days=id - 100, microseconds=id * 123_457),
        "taken": EPOCH.replace(tzinfo=datetime.timezone.utc) + datetime.timedelta(hours=id % 40 - 3, microseconds=id),
        "dose": unscaled((id % 7 - 3) * 3_333_333, 2),
        "price": unscaled((id - 200) * 12_345_678_901, 4),
        "total": unscaled((id - 300) * 10**33 // 7, 6),
        "token": uuid.UUID(int=id * 0x9E3779B97F4A7C15F39CC0605CEDC834 % 2**128).bytes,
        "raw": bytes((id * step) % 256 for step in range(id % 17)),
        "code": bytes((id * step) % 256 for step in range(5)),
        "origin": {"offset": None if absent(id, 4) else id * 1000, "place": None if absent(id, 3) else f"place {id % 6}"},
        "marks": [None if absent(id + n, 5) else mark(id, n) for n in range(id % 4)],
        "counts": [(f"k{n}", None if absent(id + n, 3) else id * n) for n in range(id % 3)],
    }
    for position, name in enumerate(values):
        # The first rows have no nulls, so that some files have none.
        if id > 250 and (id + position) % 9 == 0:
            values[name] = None
    return {"id": id, **values}


def mark(id, n):
    return {"name": None if absent(id + n, 4) else f"mark {id % 30}", "weight": id / (n + 1)}


def absent(number, every):
    return number % every == 0


def unscaled(number, scale):
    return decimal.Decimal(number).scaleb(-scale, decimal.Context(prec=40))
