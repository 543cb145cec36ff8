"""Where everything is at the desk: which address is read by what, and what takes what is given there."""

from autograder.desk import giving, reading

A, E, S, K = r"/(\w+)", r"/exercise/(\w+)", r"/student/([0-9a-f]{12})", r"/([0-9a-f]{12})"
ROUTES = [
    (A, {"make": reading.overview}),
    (A + "/students", {"make": reading.students}),
    (A + "/people", {"make": reading.people}),
    (A + "/similar", {"make": reading.similar}),
    (A + "/trail", {"make": reading.trail}),
    (A + E, {"make": reading.exercise}),
    (A + E + "/rubric", {"take": giving.rubric}),
    (A + E + K + "/name", {"take": giving.name}),
    (A + E + K, {"make": giving.group, "take": giving.give}),
    (A + S, {"make": reading.student}),
    (A + S + "/notebook", {"make": reading.notebook}),
    (A + S + "/page", {"make": reading.students_page}),
    (A + S + r"/figure/([\w.-]+)", {"make": reading.figure}),
    (A + S + "/extension", {"take": giving.extension}),
    (A + S + "/again", {"take": giving.again}),
    (A + S + "/questions", {"take": giving.questions}),
]
