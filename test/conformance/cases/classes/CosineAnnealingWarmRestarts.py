"""torch.optim.lr_scheduler.CosineAnnealingWarmRestarts; its lowest learning rate is a share of one of 1."""

from functools import partial

from oracle import Suite
from oracle.schedules import refuses, schedule
from torch.optim import lr_scheduler

suite = Suite("CosineAnnealingWarmRestarts")
for name, (first, growth, least) in {"equal runs": (3, 1, 0.0), "longer runs": (2, 2, 0.25)}.items():
    make = partial(lr_scheduler.CosineAnnealingWarmRestarts, T_0=first, T_mult=growth, eta_min=least)
    given = {"t_mult": growth, "min_factor": least} if least else {}
    schedule(suite, name, make, 16, t_0=first, **given)
refuses(suite, "t_0", t_0=0)
refuses(suite, "t_mult", t_0=3, t_mult=0)
refuses(suite, "min_factor", t_0=3, min_factor=-0.5)
