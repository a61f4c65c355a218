import time

import pytest
from text_desk import ARTICLE, MENU, found, page

from darkfigure.errors import SourceError
from darkfigure.extract.text import read_text
from darkfigure.extract.text.main_text import choose, common_share, prose_score


def test_the_article_is_read_and_what_surrounds_it_is_not():
    body = (
        f"<nav>{MENU}</nav><article><h1>Men leave the town</h1>{ARTICLE}</article>"
        "<div class='comments'><p>I saw 777 of them, believe me.</p></div><footer>Since 1999, all rights</footer>"
    )
    reading = read_text(found(page(body)))
    assert reading.flags == ()  # both readers are heard, and agree
    text = reading.text
    assert text.startswith("Men leave the town\n\nOn the 4th day")
    assert text.endswith("103 men had left the town and had not come back.")
    assert not any(word in text for word in ("Section", "777", "1999"))
    assert text.count("\n\n") == 10


@pytest.mark.parametrize(
    "body",
    [
        f"<div class='top'>{MENU}</div><div class='x'>{ARTICLE.replace('p>', 'div>')}</div>",
        f"<table><tr><td>{MENU}</td><td>{ARTICLE.replace('<p>', '').replace('</p>', '<br><br>')}</td></tr></table>",
        f"<form>{MENU}<div><font size=2>{ARTICLE}</font></div></form>",
    ],
)
def test_markup_of_any_age_gives_the_article(body):
    text = read_text(found(page(body))).text
    assert all(f"{n * 7 + 12} men had left the town" in text for n in range(4, 14))
    assert "Section" not in text


def test_a_page_of_one_sentence_is_read():
    assert read_text(found(page("<p>Twelve men left.</p>"))).text == "Twelve men left."


def test_a_list_of_links_is_read_where_the_page_is_nothing_else():
    reading = read_text(found(page(MENU)))
    assert "Section 39 of 900" in reading.text
    assert reading.flags == ("no-main-text",)


def test_where_readers_differ_prose_that_is_no_link_decides():
    article = "\n".join(["The governor said on Monday that forty men had left the town."] * 3)
    headlines = "\n".join(f"Forty men left the town on day {n}, says the governor of it all" for n in range(9))
    links = frozenset(headlines.split("\n"))
    assert choose(headlines, article, links=links) == article
    assert choose(article, headlines, links=links) == article
    assert choose(headlines, article) == headlines
    assert prose_score("Home\nNews", links) == -2
    assert prose_score("Forty men left.", links) == 0 - 3
    assert prose_score("Forty of them left.", links) == 4


def test_readings_are_alike_by_their_words():
    assert common_share("a b c d", "d c b a") == 1
    assert common_share("a b", "a b c d") == 0.5
    assert common_share("", "") == 1


def test_the_headline_comes_first_and_once():
    headed = read_text(found(page(f"<h1>Forty men</h1>{ARTICLE}", head="<title>Forty men | The Agency</title>")))
    assert headed.text.count("Forty men") == 1
    assert headed.title == "Forty men"
    window = read_text(found(page(ARTICLE, head="<title>Forty men left | The Agency</title>")))
    assert window.title == "Forty men left"
    assert window.text.startswith("Forty men left\n\nOn the 4th")


def test_author_and_site_are_what_the_page_says():
    head = (
        '<meta name="author" content="A. Writer"><meta property="og:site_name" content="The Agency">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "B. Other"}}</script>'
    )
    reading = read_text(found(page(ARTICLE, head=head)))
    assert (reading.author, reading.site) == ("A. Writer", "The Agency")
    linked = read_text(found(page(ARTICLE, head=head[head.index("<script") :]), url="https://www.agency.example/a"))
    assert (linked.author, linked.site) == ("B. Other", "agency.example")


def test_scripts_and_hidden_characters_are_no_text():
    script = "<script>document.write('<p>500 men</p>')</script><style>p {}</style>"
    body = f"{script}{ARTICLE}<p>\x00In all 40\u202e12 men le\u00adft.</p>"
    reading = read_text(found(page(body)))
    assert "500 men" not in reading.text
    assert "In all 4012 men left." in reading.text
    assert reading.flags == ("direction-overrides",)


def test_the_mark_within_persian_words_is_kept():
    text = "".join(
        f"<p>پزشک می\u200cگوید که {n} نفر از روستا رفته\u200cاند و هنوز برنگشته\u200cاند.</p>" for n in range(9)
    )
    reading = read_text(found(page(text)))
    assert reading.text.split("\n\n")[0] == "پزشک می\u200cگوید که 0 نفر از روستا رفته\u200cاند و هنوز برنگشته\u200cاند."


def test_a_message_is_its_own_text():
    reading = read_text(found("Twelve men left.\u202e\x00\r\nThey are back.", title="News", author="handle"))
    assert reading.text == "Twelve men left.\r\nThey are back."
    assert (reading.title, reading.author, reading.flags) == ("News", "handle", ("direction-overrides",))


@pytest.mark.parametrize(
    "piece", ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<p><font color=1>", "<!--", "<a href='", "<"]
)
def test_half_a_megabyte_of_broken_markup_ends_soon(piece):
    start = time.process_time()
    read_text(found(page(piece * (500_000 // len(piece)) + "Forty men left.")))
    assert time.process_time() - start < 5


def test_a_large_page_is_read_in_one_pass():
    start = time.process_time()
    reading = read_text(found(page("<p>Forty men left the town.</p>\n" * 130_000)))
    assert time.process_time() - start < 10
    assert reading.flags == ("one-pass",)
    assert reading.text.count("Forty men left the town.") == 130_000


def test_nul_bytes_between_letters_are_no_text():
    assert read_text(found(page("<p>Forty\x00 men left.</p>"))).text == "Forty men left."
    with pytest.raises(SourceError, match=r"a\.html: NUL byte at offset"):
        read_text(found(page("\x00" * 1_000_000)))


def test_more_than_fifty_megabytes_are_refused():
    with pytest.raises(SourceError, match=r"a\.html: the text is 50 MB"):
        read_text(found(b"<html>" + b" " * 50_000_000))


def test_the_same_bytes_give_the_same_text():
    body = page(f"{MENU}<h1>Men leave</h1>{ARTICLE}{MENU}")
    assert read_text(found(body)) == read_text(found(body))
