"""Programs that build a graph: which files go over to compat.v1, and which do not."""

from collections.abc import Callable

from packaging.version import Version

from migrations.analysis import Analysis

Analyse = Callable[..., Analysis]
NEWEST = Version("2.21")


def patched(analysis: Analysis, path: str) -> str:
    return analysis.patched(NEWEST)[path].decode()


class TestWhatStays:
    def test_a_program_of_today(self, see: Analyse):
        code = "import tensorflow as tf\nx = tf.compat.v1.placeholder(tf.float32, [])\n"
        assert not see(code, baseline="2.10", select=("graph_mode",)).findings

    def test_eager_programs_of_1_x(self, see: Analyse):
        code = "import tensorflow as tf\ntf.enable_eager_execution()\nv = tf.get_variable('v', [])\n"
        assert not see(code, baseline="1.15", select=("graph_mode",)).findings

    def test_a_session_that_is_only_for_keras(self, see: Analyse):
        code = """\
        import tensorflow as tf
        session = tf.Session(config=tf.ConfigProto())
        tf.keras.backend.set_session(session)
        """
        assert not see(code, baseline="1.15", select=("graph_mode",)).findings

    def test_a_function_that_makes_a_session_for_keras(self, see: Analyse):
        code = """\
        import tensorflow as tf
        import keras.backend.tensorflow_backend as KTF
        def get_session(fraction=0.3):
            options = tf.GPUOptions(per_process_gpu_memory_fraction=fraction)
            return tf.Session(config=tf.ConfigProto(gpu_options=options))
        KTF.set_session(get_session())
        """
        assert not see(code, baseline="1.15", select=("graph_mode",)).findings
        assert b"KTF.set_session" not in see(code, baseline="1.15").patched(NEWEST)["code.py"]
        other = code + "get_session().run(None)\n"
        assert see(other, baseline="1.15", select=("graph_mode",)).findings

    def test_files_that_try_both(self, see: Analyse):
        code = """\
        try:
            import tensorflow.compat.v1 as tf
        except ImportError:
            import tensorflow as tf
        x = tf.placeholder(tf.float32, [])
        """
        assert not see(code, baseline="1.15").patched(NEWEST)


class TestWhatGoesOver:
    def test_every_name_that_is_gone_says_so(self, see: Analyse):
        code = "import tensorflow as tf\nx = tf.placeholder(tf.float32, [])\ny = tf.log(x)\n"
        analysis = see(code, baseline="1.15", select=("graph_mode",))
        assert [finding.symbol for finding in analysis.findings] == ["tf.placeholder", "tf.log"]

    def test_files_that_import_each_other_go_together(self, see: Analyse):
        analysis = see(
            baseline="1.15",
            main="import tensorflow as tf\nimport losses\nwith tf.Session() as s:\n    s.run(losses.loss(1.0))\n",
            losses="import tensorflow as tf\ndef loss(x):\n    return tf.log(x)\n",
            alone="import tensorflow as tf\nprint(tf.log(1.0))\n",
        )
        helper = "import tensorflow.compat.v1 as tf\ndef loss(x):\n    return tf.log(x)\n"
        assert patched(analysis, "losses.py") == helper
        assert "disable_v2_behavior" in patched(analysis, "main.py")
        assert "compat" not in patched(analysis, "alone.py")

    def test_other_ways_to_import(self, see: Analyse):
        code = "import tensorflow\nfrom tensorflow import Session, log\nSession().run(log(tensorflow.Variable(1.0)))\n"
        assert patched(see(code, baseline="1.15"), "code.py").startswith(
            "import tensorflow.compat.v1 as tensorflow\ntensorflow.disable_v2_behavior()\n"
            "from tensorflow.compat.v1 import Session, log\n"
        )

    def test_imports_inside_functions(self, see: Analyse):
        code = "def f():\n    import tensorflow as tf\n    return tf.placeholder('float')\n"
        assert patched(see(code, baseline="1.15"), "code.py") == (
            "def f():\n    import tensorflow.compat.v1 as tf\n    tf.disable_v2_behavior()\n"
            "    return tf.placeholder('float')\n"
        )

    def test_names_below_compat_lose_it(self, see: Analyse):
        code = "import tensorflow as tf\nx = tf.compat.v1.placeholder('float')\ntf.Session().run(x)\n"
        assert "x = tf.placeholder('float')" in patched(see(code, baseline="1.15"), "code.py")
