"""Philox's mask; the slope and the numbers for what is kept and dropped are torch.nn.functional.alpha_dropout's."""

from oracle.dropouts import affine, dropout_suite

dropout_suite("alpha_dropout", [(3, 4), (), (5,), (2, 1, 2, 1, 1, 2, 1, 2)], lambda rank: 0, affine)
