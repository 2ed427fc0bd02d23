"""Reads every ref of a table with PyIceberg and prints, as one JSON document, what it found."""

import datetime
import decimal
import json
import math
import sys
import uuid

from pyiceberg.catalog.sql import SqlCatalog


def plain(value):
    """The value as JSON that a reader in any language can make from its own types."""
    if isinstance(value, datetime.datetime):
        offset = value - datetime.datetime(1970, 1, 1, tzinfo=value.tzinfo)
        return offset // datetime.timedelta(microseconds=1)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, (list, tuple)):
        return [plain(element) for element in value]
    if isinstance(value, dict):
        return [plain(element) for element in value.values()]
    return value


def name(path):
    return path.rsplit("/", 1)[-1]


def data_file(task):
    file = task.file
    return {
        "records": file.record_count,
        "bytes": file.file_size_in_bytes,
        "spec": file.spec_id,
        "values": {str(key): count for key, count in (file.value_counts or {}).items()},
        "nulls": {str(key): count for key, count in (file.null_value_counts or {}).items()},
        "lower": {str(key): bound.hex() for key, bound in (file.lower_bounds or {}).items()},
        "upper": {str(key): bound.hex() for key, bound in (file.upper_bounds or {}).items()},
        "deletes": sorted(name(delete.file_path) for delete in task.delete_files),
    }


def read(table, snapshot_id):
    scan = table.scan(snapshot_id=snapshot_id)
    files = {name(task.file.file_path): data_file(task) for task in scan.plan_files()}
    rows = [[plain(value) for value in row.values()] for row in scan.to_arrow().to_pylist()]
    return {"files": files, "rows": rows, "count": scan.count()}


def read_or_say_why_not(table, snapshot_id):
    try:
        return read(table, snapshot_id)
    except Exception as error:  # The test decides which refs must be readable.
        return {"error": f"{type(error).__name__}: {error}"}


def catalog(database, name):
    # Without init_catalog_tables PyIceberg would create its own tables in a database that is not its own.
    return SqlCatalog(name, uri="sqlite:///" + database, init_catalog_tables="false")


def main(database, catalog_name, identifier):
    table = catalog(database, catalog_name).load_table(identifier)
    refs = table.metadata.refs
    result = {
        "uuid": str(table.metadata.table_uuid),
        "schema": table.metadata.current_schema_id,
        "spec": table.metadata.default_spec_id,
        "snapshots": sorted(snapshot.snapshot_id for snapshot in table.metadata.snapshots),
        "refs": {
            ref_name: {
                "type": ref.snapshot_ref_type.value,
                "snapshot": ref.snapshot_id,
                **read_or_say_why_not(table, ref.snapshot_id),
            }
            for ref_name, ref in refs.items()
        },
    }
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
