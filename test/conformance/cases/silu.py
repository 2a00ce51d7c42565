"""x * expit(x), in float64; integers give float32."""

from oracle import *
from oracle.families import elementwise_unary, floating
from scipy.special import expit

suite = elementwise_unary("silu", lambda x: x * expit(x), result=floating)
