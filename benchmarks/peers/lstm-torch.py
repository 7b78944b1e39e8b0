"""The peer of `lstm` with PyTorch: nn.LSTM, its own Adam (fused), one shuffled pass per epoch."""
from lstm_work import BATCH, LAYERS, THREADS, WINDOWS, answer, imported, inputs, targets

import torch

imported()
torch.set_num_threads(THREADS)
lstm = torch.nn.LSTM(1, LAYERS[0], num_layers=len(LAYERS), batch_first=True)
dense = torch.nn.Linear(LAYERS[-1], 1)
adam = torch.optim.Adam([*lstm.parameters(), *dense.parameters()], lr=0.001, fused=True)
x, y = torch.from_numpy(inputs), torch.from_numpy(targets)


def epoch():
    order = torch.randperm(WINDOWS)
    for first in range(0, WINDOWS, BATCH):
        batch = order[first : first + BATCH]
        adam.zero_grad()
        torch.nn.functional.mse_loss(dense(lstm(x[batch])[0][:, -1]), y[batch]).backward()
        adam.step()


@torch.no_grad()
def predict(window):
    return dense(lstm(torch.from_numpy(window))[0][:, -1])


def train(epochs):
    for _ in range(epochs):
        epoch()


answer(train, predict)
