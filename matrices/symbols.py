"""The API index: which public names TensorFlow and Keras have in which version, and what each is there.

    from matrices import symbols

    index = symbols.load()
    index.symbol("tf.nn.dropout").signatures               # every signature, and the minors that have it
    index.at("tf.keras.layers.Dense", "2.16").signature    # one minor of TensorFlow; the Keras beside it answers
    index.member("tf.keras.Model", "fit", "2.15").called.bind(2, ["epochs"])

A name is `tf.x` (or `tensorflow.x`) in minors of TensorFlow, `keras.x` in those of Keras, `tf_keras.x` in those of
tf-keras; what the index does not know is UNKNOWN, never "not there". It needs the standard library alone, reads a
file of data/symbols when it is asked for something in it, and decodes no more than that.

The files are text, sorted and grouped, and spans are open where the knowledge ends: a release changes the lines of what
it changes. Compared as the time of CPU to a first answer, the size, and the memory of the process (27 versions):

    text                    8 ms   5.4 MB   14 MB    a difference can be reviewed
    one SQLite file         5 ms   9.2 MB   12 MB    changes as a whole
    JSON, xz, a file each  61 ms   0.5 MB   28 MB    three of nine files read
    JSON, zlib, one file   84 ms   0.7 MB   36 MB
"""

from matrices.index.facts import Deprecated, Kind, MemberAt, Presence, Span, Successor, Symbol, SymbolAt
from matrices.index.index import Index
from matrices.index.lookups import UnknownMinor
from matrices.index.questions import State
from matrices.index.reading import load
from matrices.index.signature import Bound, Meaning, Misfit, Parameter, Passing, Reason, Signature, meaning
from matrices.index.timelines import UnknownName
from matrices.index.words import differences

__all__ = [
    "Bound",
    "Deprecated",
    "Index",
    "Kind",
    "Meaning",
    "MemberAt",
    "Misfit",
    "Parameter",
    "Passing",
    "Presence",
    "Reason",
    "Signature",
    "Span",
    "State",
    "Successor",
    "Symbol",
    "SymbolAt",
    "UnknownMinor",
    "UnknownName",
    "differences",
    "load",
    "meaning",
]
