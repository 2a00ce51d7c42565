"""scipy.special.erf in float64; integers give float32."""

from oracle import *
from oracle.families import elementwise_unary, floating
from scipy.special import erf

suite = elementwise_unary("erf", erf, result=floating)
suite("far out", x=array([3.0, -6.0]))
