import pytest

START = "from tensorflow.keras.preprocessing.image import ImageDataGenerator\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x = ImageDataGenerator().flow(a).next()", "x = next(ImageDataGenerator().flow(a))"),
        (
            "g = ImageDataGenerator()\nb = g.flow_from_directory('d')\nb.next()",
            "g = ImageDataGenerator()\nb = g.flow_from_directory('d')\nnext(b)",
        ),
    ],
)  # fmt: skip
def test_writes(patched, old, new):
    assert patched(f"{START}{old}\n") == f"{START}{new}\n"


@pytest.mark.parametrize("code", ["other.next()", "g = ImageDataGenerator()\ng.next()", "b = f().flow(x)\nb.next()"])
def test_leaves_alone(patched, code):
    assert patched(f"{START}{code}\n") == f"{START}{code}\n"
