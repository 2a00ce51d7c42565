"""torch.optim.lr_scheduler.OneCycleLR with a highest learning rate of 1."""

from oracle import Suite, new
from oracle.schedules import expect_factors, factors, refuses, schedule
from torch.optim import lr_scheduler

suite = Suite("OneCycleLR")
cycle = lambda **given: lambda rule: lr_scheduler.OneCycleLR(rule, 1.0, cycle_momentum=False, **given)
for name, given in {
    "as the schema has it": {"total_steps": 10},
    "along lines": {"total_steps": 10, "anneal_strategy": "linear", "pct_start": 0.5},
    "along cosines": {"total_steps": 10, "anneal_strategy": "cos", "pct_start": 0.25},
    "other ends": {"total_steps": 8, "div_factor": 4.0, "final_div_factor": 8.0},
    "three phases": {"total_steps": 12, "three_phase": True, "pct_start": 0.375},
}.items():
    schedule(suite, name, cycle(**given), given["total_steps"], **given)
after = {"total_steps": 4, "pct_start": 0.5, "div_factor": 4.0}
expected = factors(cycle(**after), 4)
expect_factors(suite, "after the last step", new("OneCycleLR", **after), [*expected, expected[-1], expected[-1]])
refuses(suite, "total_steps", total_steps=0)
refuses(suite, "pct_start", total_steps=4, pct_start=1.5)
refuses(suite, "div_factor", total_steps=4, div_factor=0.0)
refuses(suite, "final_div_factor", total_steps=4, final_div_factor=0.0)
