"""Writes and reads Parquet files with PyArrow and DuckDB: one request in JSON a line, and one answer to each."""

import json
import pathlib
import sys
import traceback

import duckdb
import foreign_rows
import pyarrow
import pyarrow.parquet
import read_table
from read_table import plain


def write(request):
    """A file for each number of rows; their ids go on from file to file, and the answer has the rows as they were written."""
    directory = pathlib.Path(request["directory"])
    written = []
    for number, rows in enumerate(request["rows"]):
        table = foreign_rows.table(request["first"] + len(written), rows).drop_columns(request["lacking"])
        if number in request["without_values"]:
            table = foreign_rows.without_values(table)
        table = WRITERS[request["writer"]](table, str(directory / f"{number}.parquet"), request["options"])
        written += [list(row.values()) for row in table.to_pylist()]
    return plain(written)


def write_pyarrow(table, path, options):
    options = dict(options)
    if options.pop("all_optional", False):
        table = table.cast(pyarrow.schema([field.with_nullable(True) for field in table.schema]))
    if options.pop("without_ids", False):
        table = pyarrow.Table.from_arrays(table.columns, schema=foreign_rows.schema(has_ids=False))
    if options.pop("element_named_item", False):
        table = table.cast(foreign_rows.schema(element="item"))
        options["use_compliant_nested_type"] = False
    pyarrow.parquet.write_table(table, path, **options)
    return table


def write_duckdb(rows, path, options):
    options = dict(options)
    with connect() as connection:
        connection.register("given", rows)
        source = "given"
        if options.pop("from_table", False):
            connection.execute("CREATE TABLE stored AS SELECT * FROM given")
            source = "stored"
        if not options.pop("without_ids", False):
            options["field_ids"] = duckdb_ids(rows.schema)
        settings = "".join(f", {name} {value}" for name, value in options.items())
        connection.execute(f"COPY (SELECT * FROM {source}) TO '{path}' (FORMAT parquet{settings})")
    return rows


def duckdb_ids(fields):
    return "{" + ", ".join(f'"{field.name}": {duckdb_id(field)}' for field in fields) + "}"


def duckdb_id(field):
    id = foreign_rows.field_id(field)
    nested = foreign_rows.nested(field.type)
    return f"{{__duckdb_field_id: {id}, {duckdb_ids(nested)[1:]}" if nested else str(id)


def append(request):
    """By PyIceberg, a commit for each number of rows. The answer is all that it finds in the table then."""
    table = read_table.catalog(request["database"], request["catalog"]).load_table(request["table"])
    first = request["first"]
    for rows in request["rows"]:
        table.append(foreign_rows.table(first, rows).select([field.name for field in table.schema().fields]))
        first += rows
    return plain([list(row.values()) for row in table.scan().to_arrow().to_pylist()])


WRITERS = {"PYARROW": write_pyarrow, "DUCKDB": write_duckdb}


def connect():
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("SET timezone = 'UTC'")
    return connection


def read(request):
    """
    All rows as each reader finds them, and what a reader misses that leaves out pages and row groups by their bounds and
    Bloom filters: for each column some ranges, each compared with a reading of everything.
    """
    paths = request["paths"]
    rows = []
    for path in paths:
        rows += pyarrow.parquet.ParquetFile(path, page_checksum_verification=True).read().to_pylist()
    ranges, missed = 0, []
    with connect() as connection:
        duck = connection.sql("SELECT * FROM read_parquet($1)", params=[paths]).to_arrow_table().to_pylist()
        for column in rows[0]:
            for least, most in borders([row[column] for row in rows]):
                expected = sorted(row["id"] for row in rows if is_between(row[column], least, most))
                ranges += 1
                # Bloom filters serve equality only.
                condition = "= $2" if least == most else "BETWEEN $2 AND $3"
                query = f'SELECT id FROM read_parquet($1) WHERE "{column}" {condition}'
                values = [paths, least] if least == most else [paths, least, most]
                found = {"duckdb": [id for (id,) in connection.execute(query, values).fetchall()]}
                bounds = [(column, "==", least)] if least == most else [(column, ">=", least), (column, "<=", most)]
                filtered = pyarrow.parquet.read_table(paths, columns=["id"], filters=bounds)
                found["pyarrow"] = filtered["id"].to_pylist()
                missed += [
                    f"{reader}: {len(ids)} of {len(expected)} rows with {column} from {least} to {most}"
                    for reader, ids in found.items()
                    if sorted(ids) != expected
                ]
    return {
        "pyarrow": plain([list(row.values()) for row in rows]),
        "duckdb": plain([list(row.values()) for row in duck]),
        "ranges": ranges,
        "missed": missed,
    }


def borders(values):
    """The least value alone, the greatest alone, and two ranges between; none of what has no order everywhere."""
    known = sorted({value for value in values if value is not None and value == value and foreign_rows.is_ordered(value)})
    if not known:
        return []
    at = [known[len(known) * part // 3] for part in range(3)] + [known[-1]]
    return [(at[0], at[0]), (at[0], at[1]), (at[1], at[2]), (at[3], at[3])]


def is_between(value, least, most):
    return value is not None and least <= value <= most


REQUESTS = {"write": write, "append": append, "read": read}


def answer(request):
    try:
        return {"answer": REQUESTS[request["request"]](request)}
    except Exception:  # The next request may be one that can be answered.
        return {"error": traceback.format_exc()}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
