"""CUDA and cuDNN beside a release: those that are there against those that it was built with, or brings itself."""

from packaging.version import Version

from matrices.gpu import query
from matrices.gpu.facts import Build, Effect, Gpu, RuleId
from matrices.gpu.query import Known
from matrices.gpu.reason import Part, Reason
from matrices.grades import How, Verdict


def brings_its_own(gpu: Gpu, version: Version, wheel: Build | None) -> bool:
    """Whether the extra `and-cuda` installs the CUDA and the cuDNN that a wheel was built with."""
    if wheel is None or not wheel.extra:
        return False
    broken = (one for one in gpu.cliffs if one.effect is Effect.NO_EXTRA and version in one.range)
    return not any(wheel.platform in one.platforms for one in broken)


def unless(brings: bool, gpu: Gpu, reason: Reason) -> Reason:
    """A local CUDA that does not fit is no obstacle where TensorFlow brings its own."""
    if not brings or reason.verdict is Verdict.WORKS:
        return reason
    rule = gpu.rules[RuleId.EXTRA]
    text = f"{reason.text}; but it is not needed: {rule.text}"
    return Reason(reason.part, Verdict.WORKS, text, (*reason.sources, rule.source), How.INFERRED)


def of_cuda(gpu: Gpu, own: Version, built: Known | None) -> Reason:
    if built is None:
        return Reason(Part.CUDA, Verdict.UNKNOWN, "nothing says which CUDA it was built with", ())
    minor, wanted = own.release[:2], built.version.release[:2]
    old = built.version.major < query.MINOR_VERSIONS_SINCE
    rule = gpu.rules[RuleId.SONAME if old else RuleId.LIBRARIES]
    sources, what = (built.source, rule.source), f"CUDA {own} beside a build with {built.version}"
    if len(minor) < len(wanted) or len(wanted) == 1:
        verdict = Verdict.UNKNOWN if own.major == built.version.major else Verdict.BREAKS
        return Reason(Part.CUDA, verdict, f"{what}: {rule.text}", sources, rule.how)
    if minor == wanted:
        return Reason(Part.CUDA, Verdict.WORKS, what, sources)
    if own.major != built.version.major or old:
        return Reason(Part.CUDA, Verdict.BREAKS, f"{what}: {rule.text}", sources, rule.how)
    verdict = Verdict.WORKS if minor > wanted else Verdict.UNKNOWN
    return Reason(Part.CUDA, verdict, f"{what}: {rule.text}", sources, rule.how)


def of_cudnn(gpu: Gpu, own: Version, built: Known | None) -> Reason:
    if built is None:
        return Reason(Part.CUDNN, Verdict.UNKNOWN, "nothing says which cuDNN it was built with", ())
    rule = gpu.rules[RuleId.CUDNN]
    text, sources = f"cuDNN {own} beside a build with {built.version}: {rule.text}", (built.source, rule.source)
    if own.major != built.version.major:
        return Reason(Part.CUDNN, Verdict.BREAKS, text, sources)
    if len(built.version.release) == 1 or len(own.release) == 1:
        return Reason(Part.CUDNN, Verdict.UNKNOWN, text, sources)
    verdict = Verdict.WORKS if own.release[1] >= built.version.release[1] else Verdict.BREAKS
    return Reason(Part.CUDNN, verdict, text, sources)
