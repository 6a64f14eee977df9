import pytest

from service.errors import NotReachable, WrongUse
from service.sandbox.images import Images


@pytest.fixture
def images(engine, tmp_path):
    return lambda choice: Images(engine, choice, tmp_path)


@pytest.mark.engine
def test_an_image_is_named_by_what_never_changes(images):
    assert "sha256:" in images("auto").of("3.11", print)


@pytest.mark.engine
def test_what_is_here_is_found_at_once_and_said_nothing_about(images, said, sandbox):
    sandbox.image("3.11", print)
    lines = said()
    assert images("auto").of("3.11", lines) == sandbox.image("3.11", print)
    assert lines == []


@pytest.mark.engine
def test_what_cannot_be_pulled_is_told_in_the_words_of_the_engine(images):
    with pytest.raises(NotReachable, match=r"The engine gave no image of Python 3\.11: .*registry\.invalid"):
        images("registry.invalid/python:{python}-slim").of("3.11", print)


@pytest.mark.engine
def test_a_python_that_nobody_has_names_those_that_are_here(images):
    with pytest.raises(NotReachable, match=r"no image of Python 3\.99.*\(.*3\."):
        images("local").of("3.99", print)


@pytest.mark.engine
@pytest.mark.parametrize("python", ["3", "3.11.7", "3.11; rm", "{python}"])
def test_a_python_is_a_minor_version(images, python):
    with pytest.raises(WrongUse):
        images("auto").of(python, print)


@pytest.mark.engine
def test_a_choice_that_names_no_python_is_refused(images):
    with pytest.raises(WrongUse, match="'slim' is no choice"):
        images("slim")
