"""scipy.special.expit in float64; integers give float32."""

from oracle import *
from oracle.families import elementwise_unary, floating
from scipy.special import expit

suite = elementwise_unary("sigmoid", expit, result=floating)
suite("far from zero", x=array([40.0, -40.0, -100.0]))
