"""Philox's mask of channels and the scale of torch.nn.functional.dropout in training, nothing in evaluation."""

from oracle import numbers
from oracle.dropouts import dropout_layer, scaled

dropout_layer("Dropout3d", numbers((2, 3, 1, 2, 2)), 3, scaled)
