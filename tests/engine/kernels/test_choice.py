"""Which rules a text gets, and the reason that is told."""

from __future__ import annotations

import pytest

from engine.kernels.choice import choose
from engine.kernels.generations import rules_named
from engine.model.request import AllocRequest
from engine.model.scenario import KernelFacts, Trait

BY_RELEASE = [
    ("2.6.12", None, "2.6.12"),
    ("2.6.22", None, "2.6.24"),
    ("2.6.32-41-server", None, "2.6.32"),
    ("2.6.38-8-generic", None, "2.6.39"),
    ("3.2.0-4-amd64", None, "3.0"),
    ("3.3.0", None, "3.4"),
    ("3.4.113", None, "3.4-stable"),
    ("3.10.0-327.22.2.el7.x86_64", None, "3.10"),
    ("3.10.105", None, "3.10-stable"),
    ("4.3.0", None, "4.3"),
    ("4.4.38", None, "4.4"),
    ("4.4.155", None, "4.4-stable"),
    ("4.9.80", None, "4.9-stable"),
    ("4.14.177", None, "4.14-stable"),
    ("4.18.0", None, "4.19"),
    ("5.10.0-46-amd64", "5.10.262-1", "5.10-stable"),
    ("5.15.135", None, "5.15-stable"),
    ("6.1.0-50-amd64", "6.1.176-1", "6.1-stable"),
    ("6.1.0-rc7", None, "6.1"),
    ("6.5.0", None, "6.6"),
    ("6.12.95+deb12-amd64", "6.12.95-1~bpo12+1", "6.12-stable"),
    ("6.12.117", None, "6.12-stable"),
    ("6.17.1", None, "6.18"),
    ("7.2.13+deb14-amd64", "7.2.13-1", "7.1"),
    ("9.1.0", None, "7.1"),
]


@pytest.mark.parametrize(("release", "package", "label"), BY_RELEASE)
def test_rules_follow_the_release(release: str, package: str | None, label: str) -> None:
    answer = choose(KernelFacts(release, package), None, None)
    assert answer.rules.label == label
    assert release in answer.because


OUTRANKED = [
    ("4.18.0-305.el8.x86_64", {Trait.BOOST}, "5.10", "boost is printed"),
    ("3.10.0", {Trait.GFP_NAMES}, "4.5", "parentheses"),
    ("4.9.0", {Trait.RESERVE_LETTER}, "4.3", "RESERVE list"),
]


@pytest.mark.parametrize(("release", "traits", "label", "words"), OUTRANKED)
def test_printed_fields_outrank_the_release(release: str, traits: set[Trait], label: str, words: str) -> None:
    answer = choose(KernelFacts(release, None, frozenset(traits)), None, None)
    assert answer.rules.label == label
    assert words in answer.because
    assert release in answer.because


WITHOUT_RELEASE = [
    ({Trait.HEADER_DOT}, "G1"),
    ({Trait.ACTIVE_IN_ONE, Trait.UNSTABLE}, "G1"),
    ({Trait.ACTIVE_CAPITAL}, "G1"),
    ({Trait.HEADER_COLON, Trait.PER_CPU_BLOCKS, Trait.LETTERS}, "G6"),
    ({Trait.HIGHATOMIC_LETTER, Trait.ALL_UNRECLAIMABLE_ZONE}, "G7"),
    ({Trait.FREE_HIGHATOMIC}, "G11"),
    ({Trait.FREE_HIGHATOMIC, Trait.BARE_MASK}, "G11"),
    ({Trait.OOM_CONSTRAINT, Trait.BARE_MASK}, "G8"),
    ({Trait.OOM_SCORE_ADJ, Trait.PER_CPU_BLOCKS}, "G6"),
    ({Trait.OOMKILLADJ}, "G1"),
    ({Trait.WRITEPENDING, Trait.NO_HIGHATOMIC_FIELD}, "G7"),
    ({Trait.SEC_PAGETABLES, Trait.NO_FREE_HIGHATOMIC}, "G10"),
    ({Trait.RESERVED_HIGHATOMIC, Trait.ZONE_PAGETABLES, Trait.NO_BOOST}, "G8"),
    ({Trait.HEADER_COLON, Trait.BARE_MASK}, "G6"),
]


@pytest.mark.parametrize(("traits", "generation"), WITHOUT_RELEASE)
def test_without_a_release_the_fields_decide(traits: set[Trait], generation: str) -> None:
    answer = choose(KernelFacts(None, None, frozenset(traits)), None, None)
    assert answer.rules.generation == generation
    assert answer.because.startswith("no release is printed")


def test_names_lost_from_a_mask_outrank_no_release() -> None:
    answer = choose(KernelFacts("6.6.9", None, frozenset({Trait.BARE_MASK})), None, None)
    assert answer.rules.label == "6.6"


def test_the_oom_killers_words_count_where_no_release_is_named() -> None:
    told = frozenset({Trait.OOM_CONSTRAINT, Trait.OOM_ONE_LINE})
    assert choose(KernelFacts("4.18.0-305.el8.x86_64", None, told), None, None).rules.since < (5, 0)
    answer = choose(KernelFacts(None, None, told), None, None)
    assert (answer.rules.since >= (5, 0), "Killed process" in answer.because) == (True, True)


def test_a_reason_is_told_once() -> None:
    request = AllocRequest(0, 0x14001C2, ("GFP_KERNEL", "__GFP_HIGHMEM", "__GFP_COLD"))
    answer = choose(KernelFacts(None, None, frozenset({Trait.GFP_NAMES})), request, None)
    assert answer.because.count("is written") == 1


def test_number_and_names_of_the_mask_narrow_the_releases() -> None:
    request = AllocRequest(0, 0x24000C0, ("GFP_KERNEL",))
    answer = choose(KernelFacts(None, None, frozenset({Trait.GFP_NAMES})), request, None)
    assert (4, 6) <= answer.rules.since < (4, 10)
    assert answer.log_era.name in ("4.6..4.7", "4.8..4.9")


def test_a_choice_outranks_the_text_and_says_so() -> None:
    answer = choose(KernelFacts("2.6.32-41-server"), None, "6.12")
    assert (answer.rules.label, answer.chosen) == ("6.12", True)
    assert "chosen by hand" in answer.because
    assert "2.6.32" in answer.because
    assert answer.log_era.name == "2.6.31..2.6.32"


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ("6.12", "chosen by hand: 6.12; without that"),
        ("9.9", "chosen by hand: 9.9, newer than any that was read: the rules of 7.1 stand in; without that"),
        ("2.4.20", "chosen by hand: 2.4.20, older than any that was read: the rules of 2.6.12 stand in; without that"),
    ],
)
def test_a_chosen_release_that_was_not_read_says_which_rules_stand_in(chosen: str, words: str) -> None:
    assert choose(KernelFacts("2.6.32-41-server"), None, chosen).because.startswith(words)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (KernelFacts("2.4.20-8"), "the log names Linux 2.4.20-8, older than any that was read: the rules of 2.6.12"),
        (KernelFacts(traits=frozenset({Trait.FREEPAGES})), "as Linux 2.4 does: the rules of 2.6.12 are assumed"),
    ],
)
def test_of_linux_2_4_the_oldest_rules_are_assumed_and_that_is_told(facts: KernelFacts, words: str) -> None:
    answer = choose(facts, None, None)
    assert answer.rules.label == "2.6.12"
    assert words in answer.because


@pytest.mark.parametrize(
    ("release", "others"),
    [("6.1.100", {"6.1-stable"}), ("6.1.0", set()), ("4.4.100", {"4.4-stable"}), ("3.10.0-327.el7", {"3.8", "4.4"})],
)
def test_rules_that_the_log_cannot_tell_apart_are_kept(release: str, others: set[str]) -> None:
    assert others <= {row.label for row in choose(KernelFacts(release), None, None).alternatives}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2.6.32", "2.6.32"),
        ("v4.4", "4.4"),
        ("6.1-stable", "6.1-stable"),
        ("5.15.3", "5.10"),
        ("5.15.140", "5.15-stable"),
        ("4.16", "4.19"),
        ("nonsense", None),
        ("", None),
        ("linux 5", None),
        ("9.9z", None),
        ("6.", None),
        ("5.10.0-8-amd64", "5.10"),
        ("6.1.x", "6.1"),
        ("9.9", "7.1"),
    ],
)
def test_names_of_rules(text: str, label: str | None) -> None:
    found = rules_named(text)
    assert (found.label if found else None) == label
