"""torch.optim.lr_scheduler.CosineAnnealingLR; its lowest learning rate is a share of one of 1."""

from functools import partial

from oracle import Suite
from oracle.schedules import refuses, schedule
from torch.optim import lr_scheduler

suite = Suite("CosineAnnealingLR")
for name, (half_wave, least) in {"to nothing": (7, 0.0), "to a share": (5, 0.25), "up again": (3, 0.125)}.items():
    make = partial(lr_scheduler.CosineAnnealingLR, T_max=half_wave, eta_min=least)
    schedule(suite, name, make, t_max=half_wave, **({"min_factor": least} if least else {}))
refuses(suite, "t_max", t_max=0)
refuses(suite, "min_factor", t_max=3, min_factor=-0.5)
