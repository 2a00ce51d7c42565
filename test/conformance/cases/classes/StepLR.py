"""gamma ** (epoch // step_size), as torch.optim.lr_scheduler.StepLR."""

from oracle import Suite, call, new, var

suite = Suite("StepLR")
for name, given in {"gamma": {"step_size": 2, "gamma": 0.5}, "gamma of the schema": {"step_size": 3}}.items():
    script = suite.script(name)
    script.let("schedule", new("StepLR", **given))
    for epoch in range(7):
        script.expect(
            call("Schedule.factor", self_=var("schedule"), epoch=epoch),
            given.get("gamma", 0.1) ** (epoch // given["step_size"]),
        )
wrong = suite.script("numbers that are not accepted")
wrong.fails(new("StepLR", step_size=0), "value", "step_size", ["0"])
wrong.fails(new("StepLR", step_size=1, gamma=0.0), "value", "gamma", ["0"])
