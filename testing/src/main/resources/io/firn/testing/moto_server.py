"""Moto's server on a free port; it ends with its standard input, so that no killed test leaves it behind.

The AWS SDK for Java speaks to CloudWatch in Smithy's RPC v2 with CBOR, and Moto does not understand that yet: what is said
is told to it in CloudWatch's JSON, and its answers are told back. Nothing else is changed.
"""

import gzip
import io
import json
import os
import re
import sys
import threading
from datetime import datetime, timezone

import cbor2
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

OPERATION = re.compile(r"/service/(\w+)/operation/(\w+)")


def as_json(value):
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(type(value))


def with_times(value):
    if isinstance(value, list):
        return [with_times(item) for item in value]
    if isinstance(value, dict):
        return {
            key: datetime.fromtimestamp(item, timezone.utc) if key == "Timestamp" else with_times(item)
            for key, item in value.items()
        }
    return value


def translated(moto):
    def answer(environ, start_response):
        operation = OPERATION.fullmatch(environ["PATH_INFO"])
        if operation is None:
            return moto(environ, start_response)
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        if environ.pop("HTTP_CONTENT_ENCODING", "") == "gzip":
            body = gzip.decompress(body)
        told = json.dumps(cbor2.loads(body), default=as_json).encode()
        environ.update(
            {
                "PATH_INFO": "/",
                "RAW_URI": "/",
                "REQUEST_URI": "/",
                "CONTENT_TYPE": "application/x-amz-json-1.0",
                "CONTENT_LENGTH": str(len(told)),
                "HTTP_X_AMZ_TARGET": ".".join(operation.groups()),
                "wsgi.input": io.BytesIO(told),
            }
        )
        statuses = []
        said = b"".join(moto(environ, lambda status, headers, failure=None: statuses.append(status)))
        reply = cbor2.dumps(with_times(json.loads(said or b"{}")), datetime_as_timestamp=True)
        start_response(
            statuses[0],
            [
                ("Content-Type", "application/cbor"),
                ("Content-Length", str(len(reply))),
                ("smithy-protocol", "rpc-v2-cbor"),
            ],
        )
        return [reply]

    return answer


def end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
server = make_server("127.0.0.1", 0, translated(DomainDispatcherApplication(create_backend_app)), threaded=True)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
