"""Prints test/reference/reference-lstm.golden.json: outputs and gradients of PyTorch in double precision. Needs torch.

PyTorch's gates are in the same order, but its matrices are [gate, unit][input], and it has two biases. One of them
stays 0 here. Weights are printed in Keras' order.
"""
import json

import torch

torch.set_default_dtype(torch.float64)
WINDOW, FEATURES, UNITS, OUTPUTS, BATCH = 6, 2, 5, 3, 4


def numbers(shape, a, b):
    count = int(torch.tensor(shape).prod())
    return (0.5 * torch.sin(torch.arange(count) * a + b)).reshape(shape)


lstm = torch.nn.LSTM(FEATURES, UNITS, num_layers=2, batch_first=True)
dense = torch.nn.Linear(UNITS, OUTPUTS)
with torch.no_grad():
    for i, parameter in enumerate([*lstm.parameters(), *dense.parameters()]):
        parameter.copy_(numbers(parameter.shape, 1.3, i))
    lstm.bias_hh_l0.zero_()
    lstm.bias_hh_l1.zero_()


def flat(of):
    arrays = []
    for layer in range(2):
        arrays += [of(getattr(lstm, f"weight_ih_l{layer}")).T, of(getattr(lstm, f"weight_hh_l{layer}")).T,
                   of(getattr(lstm, f"bias_ih_l{layer}"))]
    arrays += [of(dense.weight).T, of(dense.bias)]
    return torch.cat([a.contiguous().ravel() for a in arrays]).tolist()


x = numbers((BATCH, WINDOW, FEATURES), 0.7, 0.1)
y = numbers((BATCH, OUTPUTS), 0.9, 0.4)
outputs = dense(lstm(x)[0][:, -1])
loss = torch.nn.functional.mse_loss(outputs, y)
loss.backward()
print(json.dumps({"torch": torch.__version__, "window": WINDOW, "features": FEATURES, "layers": [UNITS, UNITS],
                  "weights": flat(lambda p: p.detach()), "inputs": x.ravel().tolist(), "targets": y.ravel().tolist(),
                  "outputs": outputs.ravel().tolist(), "gradient": flat(lambda p: p.grad)}))
