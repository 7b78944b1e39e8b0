"""The peer of `lstm` with JAX: the whole epoch in one jitted function, scans over batches and steps, Adam by hand."""
from lstm_work import BATCH, LAYERS, WINDOWS, answer, imported, inputs, targets

import jax
import jax.numpy as jnp
import numpy as np

imported()
random = np.random.default_rng(0)
uniform = lambda *shape: jnp.asarray(random.uniform(-0.1, 0.1, shape), jnp.float32)
weights = [[uniform(width, 4 * units), uniform(units, 4 * units), jnp.zeros(4 * units)]
           for width, units in zip([1, *LAYERS], LAYERS)] + [[uniform(LAYERS[-1], 1), jnp.zeros(1)]]


def run(weights, x):
    sequence = jnp.swapaxes(x, 0, 1)
    for kernel, recurrent, bias in weights[:-1]:
        def step(state, inputs, recurrent=recurrent):
            h, c = state
            i, f, g, o = jnp.split(inputs + h @ recurrent, 4, axis=1)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
            h = jax.nn.sigmoid(o) * jnp.tanh(c)
            return (h, c), h
        zeros = jnp.zeros((x.shape[0], recurrent.shape[0]))
        # All steps' inputs at once, which is faster than step by step.
        (h, _), sequence = jax.lax.scan(step, (zeros, zeros), sequence @ kernel + bias)
    dense, bias = weights[-1]
    return h @ dense + bias


def step_down(state, batch):
    weights, first, second, count = state
    x, y = batch
    gradient = jax.grad(lambda w: jnp.mean((run(w, x) - y) ** 2))(weights)
    count += 1
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradient)
    rate = 0.001 * jnp.sqrt(1 - 0.999**count) / (1 - 0.9**count)
    weights = jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) + 1e-7), weights, first, second)
    return (weights, first, second, count), None


@jax.jit
def one_pass(state, x, y):
    whole = WINDOWS // BATCH * BATCH
    batches = (x[:whole].reshape(-1, BATCH, *x.shape[1:]), y[:whole].reshape(-1, BATCH, 1))
    state, _ = jax.lax.scan(step_down, state, batches)
    return step_down(state, (x[whole:], y[whole:]))[0] if whole < WINDOWS else state


zeros = jax.tree.map(jnp.zeros_like, weights)
state = (weights, zeros, zeros, jnp.float32(0))
compiled = jax.jit(run)


def train(epochs):
    global state
    for _ in range(epochs):
        order = random.permutation(WINDOWS)
        state = jax.block_until_ready(one_pass(state, inputs[order], targets[order]))


answer(train, lambda window: compiled(state[0], window)[0, 0])
