package io.firn.daemon.http;

import io.firn.daemon.view.ProblemView;

/** Ends a request with problem details. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String title;

    Refusal(int status, String title, String detail) {
        super(detail);
        this.status = status;
        this.title = title;
    }

    static Refusal notFound(String detail) {
        return new Refusal(404, "Not found", detail);
    }

    static Refusal badRequest(String detail) {
        return new Refusal(400, "Bad request", detail);
    }

    ProblemView problem() {
        return ProblemView.of(status, title, String.valueOf(getMessage()));
    }
}
