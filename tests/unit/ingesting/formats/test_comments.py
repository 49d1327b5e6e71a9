"""Comments looked up one by one are what a parser reads in the whole part."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from baocao.ingesting.formats import comments
from baocao.ingesting.formats.comments import RECEIPT_AUTHOR, RECEIPT_DIVIDER, read_comments

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="x"><authors>'
    f"<author>Baocao</author><author>{RECEIPT_AUTHOR}</author></authors><commentList>"
)
HEADS = [
    HEAD,
    "<comments><authors/><commentList>",
    "<comments><authors></authors><commentList/><commentList>",
    '<comments xmlns:x="y"><x:author>a</x:author><commentList>',
    '<comments><commentList><comment authorId="0" ref="A9"><text><t>a</t></text></comment>',
    '<?xml version="1.0" encoding="windows-1252"?><comments><commentList>',
    '<!DOCTYPE comments [<!ENTITY e "x">]><comments><commentList>',
    '<comments a="<commentList>"><commentList>',
    "<x><comments><commentList>",
    "<comments><commentList><![CDATA[",
    "<comments><commentList><!-- ",
    "<comments><commentList><?x ",
    "",
]
REFERENCES = ["A1", "D15", "xfd1048576", "A0", "?", "&#65;1", "", " B2", "B2'", "Đ1"]
ATTRIBUTES = [' authorId="0"', ' authorId="1"', ' authorId="-1"', ' authorId="9999999"',
    ' authorId="²"', "", ' ref="A2"', ' xml:id="a"', ' x:a="1"', " b='0'", " b"]  # fmt: skip
TEXTS = [
    "<text><t>Số ước tính</t></text>",
    '<text><r><rPr><b/></rPr><t>Vụ:</t></r><r><t xml:space="preserve">\n 1 &amp; 2 </t></r></text>',
    f"<text><t>a\n{RECEIPT_DIVIDER}\nb</t></text>",
    "<text><t>a</t><x:t>b</x:t></text>",
    "<t>a<b>c</b>d</t>",
    "<t><![CDATA[<t>]]>b</t>",
    "<t>&e;</t>",
    "<t>a]]></t>",
    "<t>\x01</t>",
    "<t/><!-- x --><?y z?>",
    "<author>x</author>",
    '<comment ref="C3"><t>c</t></comment>',
    '</comment></commentList><commentList><comment ref="C4">',
    "<text>\nBAOCAO form=F-TCD version=1 unit=06 period=2024-Q1 item=TD01</t></text>",
    "<t>a\nBAOCAO form=F-TCD version=1 unit=06 period=2024-Q1 item=TD01 </t>",
    "<a>" * 252 + "</a>" * 252,
    "<a>" * 253 + "</a>" * 253,
    "",
]
TAILS = ["</commentList></comments>", "</commentList></comments>\n", "</commentList></comments>\f",
    "</commentList><author>x</author></comments>", "</commentList></comments><a/>",
    "]]></commentList></comments>", "--></commentList></comments>",
    "?></commentList></comments>", "</comments>", ""]  # fmt: skip
BETWEEN = ["", "", "", "\n", " text ", "<x/>", '<comment\tref="E5"><t>e</t></comment>', "<", "&"]


def element(reference: str, attributes: list[str], text: str) -> str:
    return f'<comment ref="{reference}"{"".join(attributes)}>{text}</comment>'


def usually(first: str, *others: str) -> st.SearchStrategy[str]:
    """Draw what is plain half of the time, so that whole parts are plain now and then."""
    return st.just(first) | st.sampled_from([first, *others])


elements = st.builds(
    element, usually(*REFERENCES), st.lists(usually(*ATTRIBUTES), max_size=2), usually(*TEXTS)
)
parts = st.builds(
    lambda head, pieces, tail: head + "".join(one + gap for one, gap in pieces) + tail,
    usually(*HEADS),
    st.lists(st.tuples(elements, usually(*BETWEEN)), max_size=4),
    usually(*TAILS),
)


def parsed(xml: bytes) -> object:
    return comments._all_at_once(comments._TEMPLATE_MARK.sub(b"", xml))


@given(parts)
@example(HEAD + 2 * element("A1", [' xml:id="a"'], TEXTS[0]) + TAILS[0])
@example(HEADS[5] + element("A1", [], TEXTS[0]) + TAILS[0])
@example(HEADS[3] + element("A1", [], TEXTS[3]) + TAILS[0])
def test_one_by_one_is_as_parsed(xml: str) -> None:
    assert read_comments(xml.encode()) == parsed(xml.encode())


@given(st.data())
def test_spoiled_comments_are_as_parsed(data: st.DataObject) -> None:
    two = [element("A1", ATTRIBUTES[:1], TEXTS[0]), element("B7", ATTRIBUTES[1:2], TEXTS[1])]
    xml = (HEAD + "".join(two) + TAILS[0]).encode()
    at, until = sorted(data.draw(st.tuples(*2 * [st.integers(0, len(xml))])))
    put = data.draw(st.sampled_from([xml[:at][-40:], xml[until:][:40], b"", b"<", b'"', b"\xff"]))
    spoiled = xml[:at] + put + xml[min(until, at + 40) :]
    assert read_comments(spoiled) == parsed(spoiled)


def test_the_comments_of_a_table_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def table(unit: str) -> bytes:
        mark = f"\nBAOCAO form=F-TCD version=1 unit={unit} period=2024-Q1 item=TD01</t>"
        text = TEXTS[0].replace("</t>", mark)
        rows = (element(f"D{row}", ATTRIBUTES[:1], text) for row in range(1, 50))
        return (HEAD + "".join(rows) + TAILS[0]).encode()

    before = read_comments(table("02020"))
    assert before == tuple(((row, 3), "Số ước tính") for row in range(49))
    monkeypatch.delattr(comments, "parse_xml")
    assert read_comments(table("02071")) == before


@pytest.mark.parametrize("head", HEADS[3:])
def test_what_stands_before_the_comments_can_change_them(head: str) -> None:
    xml = (head + element("A1", [], TEXTS[0]) + TAILS[0]).encode()
    assert (comments._one_by_one(xml) is None) == (head != HEADS[3])
