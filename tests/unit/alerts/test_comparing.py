"""What is news: once when it begins, once when it is over, and again only when that is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from govhub.alerts.comparing import compare

from .facts import NOW, ago, alert, problem

DAY = timedelta(hours=24)
ONE, OTHER = problem(), problem(place="siorg/unidades")


def test_a_new_problem_is_told_once() -> None:
    first = compare([ONE], [], NOW, DAY)
    second = compare([ONE], first.told(NOW), NOW + timedelta(minutes=10), DAY)

    assert (first.new, first.lasting, first.over) == ((ONE,), (), ())
    assert not second
    assert first.told(NOW)[0].sent_at == NOW


def test_what_could_not_be_sent_is_still_new() -> None:
    assert compare([ONE], compare([ONE], [], NOW, DAY).alerts, NOW + timedelta(minutes=10), DAY).new == (ONE,)


def test_what_lasts_is_told_again_after_the_hours_that_were_set_and_never_without() -> None:
    sent = [alert(ONE, sent_at=ago(24))]

    assert compare([ONE], sent, NOW, DAY).lasting == (ONE,)
    assert not compare([ONE], sent, NOW - timedelta(minutes=1), DAY)
    assert not compare([ONE], sent, NOW, None)


def test_a_notice_is_not_repeated() -> None:
    drift = problem("campo", item="cor")

    assert not compare([drift], [alert(drift, sent_at=ago(1000))], NOW, DAY)


def test_the_end_of_what_was_told_is_told_once() -> None:
    over = compare([], [alert(ONE, sent_at=ago(2))], NOW, DAY)

    assert [one.fingerprint for one in over.over] == [ONE.fingerprint]
    assert over.told(NOW)[0].closed_at == over.told(NOW)[0].resolved_at == NOW


def test_what_ended_before_it_was_told_is_closed_without_a_word() -> None:
    gone = compare([], [alert(ONE)], NOW, DAY)

    assert not gone
    assert gone.alerts[0].closed_at == NOW


def test_an_end_that_could_not_be_told_keeps_its_instant_and_what_comes_back_goes_on() -> None:
    ended = replace(alert(ONE, sent_at=ago(5)), resolved_at=ago(1))

    assert compare([], [ended], NOW, DAY).over[0].resolved_at == ago(1)
    back = compare([ONE], [ended], NOW, DAY)
    assert not back
    assert back.alerts[0].resolved_at is None


def test_other_problems_are_not_touched_by_what_is_told_of_one() -> None:
    news = compare([ONE, OTHER], [alert(ONE, sent_at=ago(1))], NOW, DAY)

    assert news.new == (OTHER,)
    assert {one.place: one.sent_at for one in news.told(NOW)} == {ONE.place: ago(1), OTHER.place: NOW}


def test_what_follows_from_another_problem_is_neither_news_nor_over() -> None:
    """A source that fails for days is not well again each morning, while the first tries of the day are made."""
    quiet = replace(ONE, follows=True)
    told_before = compare([quiet], [alert(ONE, sent_at=ago(30))], NOW, DAY)

    assert compare([quiet], [], NOW, DAY).alerts == ()
    assert not told_before
    assert told_before.alerts[0].resolved_at is None
    assert compare([ONE], [], NOW, DAY).new == (ONE,)
