"""What modules can do in Python beside what the schemas say: fields become parameters and children, calling runs forward."""

from __future__ import annotations

import re
from collections.abc import Iterator
from os import PathLike
from typing import Any, ClassVar, Self, overload

from .. import _core
from .errors import MgError, raise_error
from .objects import EngineObject, as_bytes, is_overridden

_call = _core.function("Module.call")
_load = _core.function("Module.load", True)
_load_bytes = _core.function("Module.load_bytes", True)
_register_module = _core.function("Module.register_module")
_register_parameter = _core.function("Module.register_parameter")
_state = _core.function("Module.state")


def snake_case(name: str) -> str:
    """``fcOut`` and ``FcOut`` become ``fc_out``: names of parameters are the same data in every language."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


class ModuleBase(EngineObject):
    """Base of ``nn.Module``."""

    # The method that a call with several tensors runs.
    _several: ClassVar[str] = ""

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, ModuleBase):
            self._register(name, value, _register_module)
        elif isinstance(value, _core.Tensor) and value.requires_grad and value.is_leaf:
            self._register(name, value, _register_parameter)
        elif isinstance(value, (list, tuple)) and value and all(isinstance(item, ModuleBase) for item in value):
            value = tuple(value)
            self._register(name, _container(value), _register_module)
        elif value is not self.__dict__.get(name):
            self._check_is_free(name)
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        self._check_is_free(name)
        super().__delattr__(name)

    def _register(self, name: str, value: Any, register: Any) -> None:
        if self.__dict__.get(name) is not value:
            register(self, snake_case(name), value)
            self.__dict__.setdefault("_registered", set()).add(name)

    def _check_is_free(self, name: str) -> None:
        """Or the engine would go on training and saving what was there."""
        if name in self.__dict__.get("_registered", ()):
            owner = type(self).__name__
            text = f"{name} is registered in this {owner} and can't be replaced: write into it, or make another model"
            raise_error("value", text, argument="name", given=name)

    @overload
    def __call__(self, x: Any, /) -> _core.Tensor: ...
    @overload
    def __call__(self, *inputs: Any, **named: Any) -> Any: ...
    def __call__(self, *inputs: Any, **named: Any) -> Any:
        """Runs forward with what it takes. Errors inside name the path of layers.

        A layer of this package runs its forward with one tensor; with several, its method that takes them.
        """
        if not is_overridden(self, "forward"):
            return self._call_own(*inputs, **named)
        try:
            return self.forward(*inputs, **named)  # type: ignore[attr-defined]
        except MgError as error:
            name = self._get("name")
            if name:
                error.layer = f"{name}.{error.layer}" if error.layer else name
            raise

    def _call_own(self, *inputs: Any, **named: Any) -> Any:
        several = len(inputs) + len(named)
        if several > 1 and self._several:
            return getattr(self, self._several)(*inputs, **named)
        given = [*inputs, *(value for name, value in named.items() if name == "x")]
        if several != 1 or not given:
            names = "".join(f", {name}=" for name in named)
            raise_error("type", f"a {type(self).__name__} is called with one tensor, x, not {len(inputs)}{names}")
        return _call(self, given[0])

    def state_dict(self) -> dict[str, _core.Tensor]:
        """Parameters and buffers of the whole tree, by name: the tensors themselves."""
        return _state(self)

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Overwrites parameters and buffers with those of a dict, such as another module's ``state_dict``.

        Args:
            state: A tensor or array of the same shape for each name, no more and no less.

        Raises:
            NotFoundError: A name is missing or unknown.
            ShapeError: A tensor has another shape.
        """
        own = self.state_dict()
        missing, unknown = sorted(own.keys() - state.keys()), sorted(state.keys() - own.keys())
        if missing or unknown:
            raise_error("not_found", f"the names differ: missing {missing}, unknown {unknown}", argument="state")
        from .contexts import no_grad

        for name, tensor in own.items():
            if tuple(state[name].shape) != tensor.shape:
                given, accepted = tuple(state[name].shape), tensor.shape
                raise_error("shape", f"{name} has the shape {given}, not {accepted}", argument="state")
        with no_grad():
            for name, tensor in own.items():
                tensor[...] = state[name]

    def load(self, path: str | PathLike[str]) -> Self:
        """Fills parameters and buffers from a safetensors file, and gives the module back.

        Args:
            path: The file, as ``save`` writes it in any language.

        Raises:
            MgIOError: The file can't be read.
            FormatError: It is no safetensors file, or damaged.
            NotFoundError: It lacks a name that the module has.
            ShapeError: A tensor in it has another shape.
        """
        _load(self, path)
        return self

    def load_bytes(self: Self, data: bytes | bytearray | memoryview) -> Self:
        """Fills parameters and buffers from the bytes of a safetensors file.

        Args:
            data: What ``save_bytes`` gave in any language, or a file's contents.

        Raises:
            FormatError: The data is damaged.
            NotFoundError: It lacks a name that the module has, or has one that the module lacks.
            ShapeError: A tensor in it has another shape.
        """
        _load_bytes(self, as_bytes(data))
        return self

    def __repr__(self) -> str:
        inside = "".join("\n  " + f"{name}: {value!r}".replace("\n", "\n  ") for name, value in self._shown())
        return f"{type(self).__name__}({inside}\n)" if inside else f"{type(self).__name__}()"

    def _shown(self) -> Iterator[tuple[object, Any]]:
        """The modules that are printed inside: of a container its elements, else those among the fields."""
        made: Any = self
        if hasattr(type(self), "__getitem__") and not is_overridden(self, "__getitem__"):
            return ((key, made[key]) for key in (made if hasattr(type(self), "__contains__") else range(len(made))))
        listed = ((name, value) for name, value in self.__dict__.items() if isinstance(value, (ModuleBase, tuple)))
        return (part for name, value in listed for part in _parts(name, value))


def _parts(name: str, value: Any) -> list[tuple[str, Any]]:
    """A field as it is printed; of a tuple of modules each by its own name."""
    if isinstance(value, ModuleBase):
        return [(name, value)]
    return [(f"{name}.{place}", part) for place, part in enumerate(value) if isinstance(part, ModuleBase)]


def _container(modules: tuple[Any, ...]) -> Any:
    from ..generated.nn import Module

    container = Module()
    for number, module in enumerate(modules):
        _register_module(container, str(number), module)
    return container
