"""Logging in: cookies, CSRF, limits, sessions that end."""

import re

import pytest
from tests.support.desks import OUTSIDE, Bench, Visitor

from baocao.desk.limits import (
    MOST_OF_ACCOUNT,
    MOST_OF_ADDRESS,
    MOST_OF_PAIR,
    WINDOW_SECONDS,
    Limits,
)
from baocao.desk.sessions import IDLE_SECONDS, LASTS_SECONDS


def cookies(response) -> dict[str, str]:
    """Return the attributes of each cookie that an answer sets."""
    found = response.headers.get_list("set-cookie")
    return {one.partition("=")[0]: one.partition(";")[2].lower() for one in found}


def test_a_right_password_leads_to_the_page_that_was_asked_for(bench: Bench) -> None:
    password = bench.account("01840")
    visitor = bench.visitor()
    asked = visitor.get("/history")
    assert asked.headers["location"] == "/login?why=expired&back=/history"
    login = visitor.login("01840", password, back="/history")
    assert (login.status_code, login.headers["location"]) == (303, "/history")
    assert "Phường Đức Xuân" in visitor.get("/history").text


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "x",
        "/a\n",
    ],
)
def test_nobody_is_sent_elsewhere(bench: Bench, elsewhere: str) -> None:
    visitor = bench.visitor()
    login = visitor.login("01840", bench.account("01840"), back=elsewhere)
    assert login.headers["location"] == "/"
    language = visitor.client.get(
        "/language/en", params={"back": elsewhere}, follow_redirects=False
    )
    assert language.headers["location"] == "/"


def test_a_wrong_password_and_an_unknown_unit_look_the_same(bench: Bench) -> None:
    bench.account("01840")
    pages = []
    for code in ("01840", "99999"):
        answer = bench.visitor().login(code, "abcd-abcd-abcd-abcd")
        assert answer.status_code == 401
        pages.append(re.sub(r"[0-9a-f]{64}|\d{5}", "", answer.text))
    assert pages[0] == pages[1]


def test_cookies_are_for_this_host_and_encrypted_connections_only(bench: Bench) -> None:
    password = bench.account("01840")
    visitor = bench.visitor(OUTSIDE)
    first = cookies(visitor.get("/login"))
    login = cookies(visitor.login("01840", password))
    for found in (first, login):
        assert set(found) == {"__Host-baocao-desk"}
        for wanted in ("httponly", "samesite=lax", "secure", "path=/"):
            assert wanted in found["__Host-baocao-desk"]
    assert "secure" not in cookies(bench.visitor().get("/login"))["baocao-desk"]


def test_a_login_gives_out_another_token(bench: Bench) -> None:
    """A token planted in a browser beforehand must not become a session."""
    password = bench.account("01840")
    visitor = bench.visitor()
    visitor.get("/login")
    planted = visitor.client.cookies["baocao-desk"]
    visitor.login("01840", password)
    assert visitor.client.cookies["baocao-desk"] != planted
    other = bench.visitor()
    other.client.cookies.set("baocao-desk", planted)
    assert other.get("/").status_code == 303


def test_a_cookie_that_was_tampered_with_is_nobodys(bench: Bench) -> None:
    office = bench.office("01840")
    cookie = office.client.cookies["baocao-desk"]
    token, _, signature = cookie.rpartition(".")
    for forged in (f"{token}x.{signature}", token, f"{token}.{signature[:-2]}", "", "é"):
        headers = [(b"cookie", f"baocao-desk={forged}".encode())]
        answer = bench.visitor().client.get("/", headers=headers, follow_redirects=False)
        assert answer.status_code == 303, forged


def test_every_form_needs_its_token(bench: Bench) -> None:
    password = bench.account("01840")
    visitor = bench.visitor()
    fields = {"unit_code": "01840", "password": password}
    assert visitor.post("/login", **fields).status_code == 403
    assert visitor.post("/login", csrf="0" * 64, **fields).status_code == 403
    foreign = bench.visitor().csrf("/login")
    visitor.get("/login")
    assert visitor.post("/login", csrf=foreign, **fields).status_code == 403
    before = visitor.csrf("/login")
    assert visitor.login("01840", password).status_code == 303
    for csrf in (before, "", "é"):
        assert visitor.post("/logout", csrf=csrf).status_code == 403
        assert visitor.send(b"x", csrf=csrf or "x").status_code == 403
    assert visitor.get("/").status_code == 200
    assert not (bench.home / "inbox").exists()


def test_logging_out_ends_the_session_everywhere(bench: Bench) -> None:
    office = bench.office("01840")
    copy = bench.visitor()
    copy.client.cookies.update(office.client.cookies)
    assert copy.get("/").status_code == 200
    assert office.post("/logout", csrf=office.csrf()).headers["location"] == "/login?why=ended"
    assert office.get("/").status_code == 303
    assert copy.get("/").status_code == 303


def test_a_session_ends_by_itself(bench: Bench) -> None:
    idle, busy = bench.office("01840"), bench.office("05860")
    for _ in range(LASTS_SECONDS // IDLE_SECONDS):
        assert busy.get("/").status_code == 200
        bench.seconds += IDLE_SECONDS - 120
    assert idle.get("/").status_code == 303
    assert busy.get("/").status_code == 200
    bench.seconds += 15 * 60
    assert busy.get("/").status_code == 303
    assert bench.office("05953").get("/").status_code == 200
    assert len(bench.desk.store.rows("select * from sessions")) == 1


def fail(visitor: Visitor, times: int, code: str = "01840") -> list[int]:
    return [visitor.login(code, "wrong").status_code for _ in range(times)]


def test_after_five_failures_one_waits(bench: Bench) -> None:
    password = bench.account("01840")
    visitor = bench.visitor()
    assert fail(visitor, MOST_OF_PAIR + 1) == [401] * MOST_OF_PAIR + [429]
    refused = visitor.login("01840", password)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= WINDOW_SECONDS + 1
    assert "15 phút" in refused.text
    assert bench.visitor().login("01840", password).status_code == 303, "others may still log in"
    bench.seconds += WINDOW_SECONDS
    assert visitor.login("01840", password).status_code == 303


def test_success_forgets_what_failed_before(bench: Bench) -> None:
    password = bench.account("01840")
    visitor = bench.visitor()
    for _ in range(3):
        assert fail(visitor, MOST_OF_PAIR - 1) == [401] * (MOST_OF_PAIR - 1)
        assert visitor.login("01840", password).status_code == 303
        visitor.post("/logout", csrf=visitor.csrf())


def test_one_address_and_one_account_have_limits_of_their_own(bench: Bench) -> None:
    limits = Limits(bench.desk.store)
    assert [limits.attempt(f"u{n}", "a") for n in range(MOST_OF_ADDRESS)] == [0] * MOST_OF_ADDRESS
    assert limits.attempt("other", "a") > 0
    assert limits.attempt("other", "b") == 0
    tries = [limits.attempt("01840", f"x{n}") for n in range(MOST_OF_ACCOUNT)]
    assert tries == [0] * MOST_OF_ACCOUNT
    assert limits.attempt("01840", "y") > 0
    assert limits.attempt("01841", "y") == 0
    stored = bench.desk.store.rows("select against from failures")
    assert all(re.fullmatch("[0-9a-f]{16}", row["against"]) for row in stored)


def test_the_language_is_chosen_before_and_after_logging_in(bench: Bench) -> None:
    password = bench.account("01840")
    visitor = bench.visitor()
    assert '<html lang="vi"' in visitor.get("/login").text
    chosen = visitor.get("/language/en?back=/login")
    assert chosen.headers["location"] == "/login"
    assert "Unit code" in visitor.get("/login").text
    visitor.login("01840", password)
    board = visitor.get("/").text
    assert "Duc Xuan Ward" in board
    assert "Việc phải làm" not in board
    assert visitor.get("/language/fr").status_code == 404
