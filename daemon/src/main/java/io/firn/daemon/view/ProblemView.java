package io.firn.daemon.view;

/** Problem details of RFC 9457: {@code application/problem+json}. */
public record ProblemView(String type, String title, int status, String detail) {
    public static ProblemView of(int status, String title, String detail) {
        return new ProblemView("about:blank", title, status, detail);
    }
}
