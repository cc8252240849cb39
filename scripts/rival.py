#!/usr/bin/python3
"""RNNsearch in PyTorch on the CPU: what `make bench` compares this project with.

The only Python of the project, and needed for that comparison alone: the program itself never runs
it.  It wants PyTorch 1.13 or later and nothing else (Debian: python3-torch).

    rival.py check                                      fused is eager, in float64
    rival.py bench --source F --target F [OPTION]...    trains for a while, tells how fast
    rival.py translate MODEL --input F [OPTION]...      the same for the search

The model is the program's own `model.decoder = rnnsearch`, but that the reset gate is applied after
the product (one product a step where the paper has two, as nn.GRU and cuDNN have it; faster):

    encoder   h_j = [GRU(E_s x) forwards; GRU(E_s x) backwards];  s_0 = tanh(W_s h_1 backwards + b)
    attention e_ij = va . tanh(Wa s_i + Ua h_j + b);  a_i = softmax_j e_ij;  c_i = sum_j a_ij h_j
    readout   u = Uo s_i + Vo E_t y_{i-1} + Co c_i + b;  t_k = max(u_2k, u_2k+1);  p = softmax(Wo t)
    next      gi = We E_t y_{i-1} + Wc c_i + b;  gh = U s_i + b;  r, z = sigmoid(gi + gh);
              n = tanh(gi_n + r gh_n);  s_{i+1} = (1 - z) n + z s_i

The loss is the mean cross entropy of a real target word, </s> included.  Tensors are time-major,
[S, B, ..] and [T, B, ..].  The model is written twice:

    eager   what a competent user writes: nn.GRU on packed sequences, autograd through the decoder's
            loop, all that does not wait for the state hoisted out of it, F.cross_entropy.
    fused   the strongest PyTorch we know: backward steps by hand, so that every gradient of a
            weight is ONE product over the whole sequence; logits that turn into their own gradient
            in place.  --bf16: its products in bfloat16; weights, states and Adam in float32.

Both are updated by ChunkAdam below.  --stock is as installed: torch.optim.Adam, no settings at all.
scripts/bench sets the environment in which PyTorch is fastest (allocator, threads, kernels).
"""
import argparse
import collections
import gzip
import math
import random
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

PAD, BOS, EOS, UNK = range(4)
WARM_UP = 6  # updates before the clock starts

# ------------------------------------------------------------------------------------- precision
low = None  # torch.bfloat16: the type of the operands of fused products; None: as they come


def cast(x):
    return x.to(low) if low else x


def product(a, b):
    return torch.mm(cast(a), cast(b)).float() if low else torch.mm(a, b)


def affine(b, x, W):
    """x W + b, with W cast already."""
    return torch.mm(cast(x), W).float().add_(b) if low else torch.addmm(b, x, W)


def linear(x, weight, bias=None):
    if not low:
        return F.linear(x, weight, bias)
    return F.linear(cast(x), cast(weight), None if bias is None else cast(bias)).to(x.dtype)


def layer(m, x):
    return linear(x, m.weight, m.bias)


# ------------------------------------------------------------------------- recurrences, forwards
def gru_step(gi, gh, h):
    """The new state, [r z] and n."""
    H = h.size(1)
    rz = (gi[:, :2 * H] + gh[:, :2 * H]).sigmoid_()
    n = torch.addcmul(gi[:, 2 * H:], rz[:, :H], gh[:, 2 * H:]).tanh_()
    return torch.lerp(n, h, rz[:, H:]), rz, n


def gru_step_back(dh, h, rz, n, ghn, dgi, dgh):
    """Fills dgi and dgh [B, 3H]; returns the direct part of the gradient of h."""
    H = h.size(1)
    r, z = rz[:, :H], rz[:, H:]
    dhz = dh * z
    dn = (dh - dhz).mul_(1 - n * n)
    dgi[:, 2 * H:] = dn
    torch.mul(dn, r, out=dgh[:, 2 * H:])
    drz = rz * (1 - rz)
    drz[:, :H].mul_(dn).mul_(ghn)
    drz[:, H:].mul_(dh).mul_(h - n)
    dgi[:, :2 * H] = drz
    dgh[:, :2 * H] = drz
    return dhz


def attend(keys, q, va, mask, values):
    """keys [B, S, A], q [B, K, A], values [B, S, 3H] -> weights [B, K, S], sums [B, K, 3H]."""
    energies = torch.matmul((keys.unsqueeze(1) + q.unsqueeze(2)).tanh_(), va)
    weights = torch.softmax(energies + mask.unsqueeze(1), 2)
    return weights, torch.bmm(weights, values)


def weighted_sums(rows, values, weights):
    """What bmm would do for a batch of matrices of one row each, at twice its speed."""
    return F.embedding_bag(rows, values, per_sample_weights=weights, mode='sum')


# ----------------------------------------------------------------------------- fused: an encoder
class GruFunction(torch.autograd.Function):
    """One direction over its projected input gi [S, B, 3H].  keep [S, B, 1] is 0 where padding
    forces the state to be 0; None where there is none."""

    @staticmethod
    def forward(ctx, gi, W, b, keep, reverse):
        S, B, H = gi.size(0), gi.size(1), gi.size(2) // 3
        hs, n, ghn = (gi.new_empty(S, B, H) for _ in range(3))
        rz, h, Wt = gi.new_empty(S, B, 2 * H), gi.new_zeros(B, H), cast(W).t()
        for t in reversed(range(S)) if reverse else range(S):
            gh = affine(b, h, Wt)
            h, rz[t], n[t] = gru_step(gi[t], gh, h)
            if keep is not None:
                h.mul_(keep[t])
            hs[t], ghn[t] = h, gh[:, 2 * H:]
        ctx.save_for_backward(W, hs, rz, n, ghn)
        ctx.keep, ctx.reverse = keep, reverse
        return hs

    @staticmethod
    def backward(ctx, dhs):
        W, hs, rz, n, ghn = ctx.saved_tensors
        S, B, H = hs.shape
        zero, W = hs.new_zeros(1, B, H), cast(W)
        before = torch.cat([hs[1:], zero] if ctx.reverse else [zero, hs[:-1]])
        dgi, dgh, dh = hs.new_empty(S, B, 3 * H), hs.new_empty(S, B, 3 * H), zero[0]
        for t in range(S) if ctx.reverse else reversed(range(S)):
            dh = dhs[t] + dh
            if ctx.keep is not None:
                dh.mul_(ctx.keep[t])
            dh = gru_step_back(dh, before[t], rz[t], n[t], ghn[t], dgi[t], dgh[t])
            dh = affine(dh, dgh[t], W)
        g = dgh.view(S * B, -1)
        return dgi, product(g.t(), before.view(S * B, H)), g.sum(0), None, None


# ------------------------------------------------------------------------------ fused: a decoder
class DecoderFunction(torch.autograd.Function):
    """The states s_0 .. s_{T-1} [T, B, H] that look, and where they look, [T, B, S].

    xe [T, B, 3H] = We E_t y + b, keys [B, S, A] = Ua h + b, values [B, S, 3H] = Wc h;
    W [A + 3H, H] = [Wa; U], b likewise.  The last step looks and makes no new state."""

    @staticmethod
    def forward(ctx, xe, keys, values, mask, s, W, b, va):
        (T, B, H3), (S, A) = xe.shape, keys.shape[1:]
        H, new, Wt = H3 // 3, xe.new_empty, cast(W).t()
        hs, rz, n, ghn = new(T, B, H), new(T, B, 2 * H), new(T, B, H), new(T, B, H)
        th, al, rows = new(T, B, S, A), new(T, B, S), torch.arange(B * S).view(B, S)
        for t in range(T):
            hs[t] = s
            p = affine(b, s, Wt)
            torch.add(keys, p[:, None, :A], out=th[t]).tanh_()
            torch.softmax(torch.mv(th[t].view(B * S, A), va).view(B, S) + mask, 1, out=al[t])
            if t < T - 1:
                gi = weighted_sums(rows, values.view(B * S, H3), al[t]).add_(xe[t])
                s, rz[t], n[t] = gru_step(gi, p[:, A:], s)
                ghn[t] = p[:, A + 2 * H:]
        ctx.save_for_backward(keys, values, W, va, hs, rz, n, ghn, th, al)
        return hs, al

    @staticmethod
    def backward(ctx, dhs, dal):
        keys, values, W, va, hs, rz, n, ghn, th, al = ctx.saved_tensors
        (T, B, S, A), H, new = th.shape, hs.size(2), hs.new_empty
        dgi, dp, rows = new(T, B, 3 * H), new(T, B, A + 3 * H), torch.arange(B * S).view(B, S)
        dkeys, dva, de_sum = torch.zeros_like(keys), torch.zeros_like(va), hs.new_zeros(B, S)
        Wc, dh = cast(W), hs.new_zeros(B, H)
        for t in reversed(range(T)):
            if t < T - 1:
                dh = gru_step_back(dh, hs[t], rz[t], n[t], ghn[t], dgi[t], dp[t, :, A:])
                da = torch.baddbmm(dal[t, :, None], dgi[t, :, None], values.transpose(1, 2))
                da = da.squeeze(1)
            else:
                dgi[t], dp[t, :, A:], da = 0, 0, dal[t]
            de = al[t] * (da - (al[t] * da).sum(1, keepdim=True))
            dva.addmv_(th[t].view(B * S, A).t(), de.view(B * S))
            square = th[t] * th[t]  # tanh' = 1 - tanh^2; the 1 is added at the end
            dkeys.addcmul_(de.unsqueeze(2), square)
            de_sum += de
            dq = weighted_sums(rows, square.view(B * S, A), de)
            torch.mul(de.sum(1, keepdim=True).sub(dq), va, out=dp[t, :, :A])
            dh = affine(dh, dp[t], Wc).add_(dhs[t])
        dkeys = (de_sum.unsqueeze(2) - dkeys).mul_(va)
        dvalues = torch.bmm(al.permute(1, 2, 0), dgi.transpose(0, 1))
        g = dp.view(T * B, -1)
        dW = product(g.t(), hs.view(T * B, H))
        return dgi, dkeys, dvalues, None, dh, dW, g.sum(0), dva


# ------------------------------------------------------------------------------- fused: the loss
class LossFunction(torch.autograd.Function):
    """The mean cross entropy of y under softmax(x W + b).  The buffer of the logits is kept from
    update to update and becomes the gradient in place."""
    buffer = None

    @staticmethod
    def logits(x, W, b):
        count, keep = len(x) * len(b), LossFunction.buffer
        if keep is None or keep.numel() < count or keep.dtype != x.dtype:
            keep = LossFunction.buffer = x.new_empty(count)
        return torch.addmm(cast(b), x, W.t(), out=keep[:count].view(len(x), len(b)))

    @staticmethod
    def forward(ctx, x, W, b, y):
        x, W, y = cast(x), cast(W), y.unsqueeze(1)
        p = LossFunction.logits(x, W, b)
        torch.softmax(p, 1, out=p)
        loss = -p.gather(1, y).to(b.dtype).clamp_min(1e-37).log().mean()
        p.scatter_add_(1, y, p.new_full((len(x), 1), -1))
        ctx.save_for_backward(x, W, p)
        return loss

    @staticmethod
    def backward(ctx, d):
        x, W, p = ctx.saved_tensors
        scale, to = float(d) / len(x), torch.float if low else x.dtype
        return *((g.to(to).mul_(scale)) for g in (p @ W, p.t() @ x, p.sum(0))), None


# ------------------------------------------------------------------------------------- the model
Annotations = collections.namedtuple('Annotations', 'h keys values mask')


class RnnSearch(nn.Module):
    """E, H, A and L are the sizes of embedding, states, alignment and maxout."""

    def __init__(self, source_words, target_words, E, H, A, L, fused):
        super().__init__()
        self.arguments = source_words, target_words, E, H, A, L, fused
        self.fused, self.A = fused, A
        self.source, self.target = nn.Embedding(source_words, E), nn.Embedding(target_words, E)
        self.encoder = nn.GRU(E, H, bidirectional=True)
        self.first = nn.Linear(H, H)
        self.Ua, self.Wc = nn.Linear(2 * H, A), nn.Linear(2 * H, 3 * H, bias=False)
        self.We, self.Ws = nn.Linear(E, 3 * H), nn.Linear(H, A + 3 * H)  # Ws = [Wa; U]
        self.va = nn.Parameter(torch.empty(A).uniform_(-1, 1) / A ** .5)
        self.Uo, self.Vo = nn.Linear(H, 2 * L), nn.Linear(E, 2 * L, bias=False)
        self.Co, self.Wo = nn.Linear(2 * H, 2 * L, bias=False), nn.Linear(L, target_words)
        self.initialise()

    def initialise(self):
        for m in self.source, self.target:
            nn.init.normal_(m.weight, 0, .1)
        g = self.encoder
        for W in g.weight_hh_l0, g.weight_hh_l0_reverse, self.Ws.weight[self.A:]:
            for gate in W.chunk(3):
                nn.init.orthogonal_(gate)

    def encode(self, x):
        """x [S, B] -> annotations, batch first, and the first state."""
        pad = x == PAD
        sweep = self.sweep_fused if self.fused and torch.is_grad_enabled() else self.sweep
        h = sweep(self.source(x), pad)
        s = torch.tanh(self.first(h[0, :, h.size(2) // 2:]))
        h = h.transpose(0, 1).contiguous()
        mask = h.new_zeros(pad.t().shape).masked_fill_(pad.t(), -1e30)
        return Annotations(h, layer(self.Ua, h), layer(self.Wc, h), mask), s

    def sweep(self, e, pad):
        packed = nn.utils.rnn.pack_padded_sequence(e, (~pad).sum(0), enforce_sorted=False)
        return nn.utils.rnn.pad_packed_sequence(self.encoder(packed)[0], total_length=len(e))[0]

    def sweep_fused(self, e, pad):
        g, keep = self.encoder, (~pad).unsqueeze(2).to(e.dtype) if pad.any() else None
        gf = linear(e, g.weight_ih_l0, g.bias_ih_l0)
        gb = linear(e, g.weight_ih_l0_reverse, g.bias_ih_l0_reverse)
        hf = GruFunction.apply(gf, g.weight_hh_l0, g.bias_hh_l0, None, False)
        hb = GruFunction.apply(gb, g.weight_hh_l0_reverse, g.bias_hh_l0_reverse, keep, True)
        return torch.cat([hf, hb], 2)

    def look_and_step(self, xe, a, s):
        """The decoder's loop as autograd wants it: s_0 .. s_{T-1} and where they look."""
        hs, weights = [], []
        for gi in xe:
            p = self.Ws(s)
            al, c = attend(a.keys, p[:, None, :self.A], self.va, a.mask, a.values)
            hs.append(s)
            weights.append(al.squeeze(1))
            s = gru_step(c.squeeze(1) + gi, p[:, self.A:], s)[0]
        return torch.stack(hs), torch.stack(weights)

    def readout(self, s, e, c):
        u = layer(self.Uo, s) + layer(self.Vo, e) + layer(self.Co, c)
        if self.fused:
            return torch.maximum(u[..., ::2], u[..., 1::2])
        return u.view(*u.shape[:-1], -1, 2).amax(-1)

    def loss(self, x, y):
        """x [S, B]; y [T + 1, B], from <s> to </s>.  The loss, and the number of target words."""
        a, s = self.encode(x)
        e = self.target(y[:-1])
        xe = layer(self.We, e)
        if self.fused:
            hs, al = DecoderFunction.apply(xe, *a[1:], s, self.Ws.weight, self.Ws.bias, self.va)
        else:
            hs, al = self.look_and_step(xe, a, s)
        c = torch.bmm(al.transpose(0, 1), a.h).transpose(0, 1)
        t, y = self.readout(hs, e, c).flatten(0, 1), y[1:].reshape(-1)
        real = (y != PAD).nonzero().squeeze(1)
        if len(real) < len(t):  # no softmax over padding
            t, y = t[real], y[real]
        if self.fused:
            return LossFunction.apply(t, self.Wo.weight, self.Wo.bias, y), len(y)
        return F.cross_entropy(self.Wo(t), y), len(y)


# ------------------------------------------------------------------------------------ the search
def best_words(logits, K, G=64):
    """The K largest of each row and where.  They are in the K groups with the largest maxima."""
    R, V = logits.shape
    whole = V // G * G
    if V < 4 * G * K:
        return logits.topk(K)
    group = logits[:, :whole].view(R, -1, G).amax(2).topk(K)[1]
    inside = (group.unsqueeze(2) * G + torch.arange(G)).view(R, -1)
    place = torch.cat([inside, torch.arange(whole, V).expand(R, V - whole)], 1)
    value, i = logits.gather(1, place).topk(K)
    return value, place.gather(1, i)


class Beam:
    """K hypotheses each of the n sentences that are not done, `live` their places in the batch.

    The beam of a sentence shrinks with each hypothesis that ends; `left` says how far."""

    def __init__(self, model, x, K):
        self.model, self.K, n = model, K, x.size(1)
        self.a, s = model.encode(x)
        self.s, self.y = s.repeat_interleave(K, 0), torch.full((n, K), BOS)
        self.words = torch.zeros(n, K, 0, dtype=torch.long)
        self.score = torch.full((n, K), -math.inf)
        self.score[:, 0] = 0
        self.left, self.live = torch.full((n,), K), list(range(n))
        self.best = [(-math.inf, [])] * n

    def next_words(self):
        """log p [n, K, K] of the best next words of each hypothesis, the words, the new states."""
        m, n, K = self.model, len(self.live), self.K
        e, p = m.target(self.y.view(-1)), layer(m.Ws, self.s)
        q = p[:, :m.A].view(n, K, -1)
        al, c = attend(self.a.keys, q, m.va, self.a.mask, self.a.values)
        state = gru_step(c.view(n * K, -1) + layer(m.We, e), p[:, m.A:], self.s)[0]
        c = torch.bmm(al, self.a.h).view(n * K, -1)
        logits = layer(m.Wo, m.readout(self.s, e, c))
        logits[:, UNK] = -1e9
        value, word = best_words(logits, K)
        value = value - logits.logsumexp(1, keepdim=True)
        return value.view(n, K, K), word.view(n, K * K), state

    def step(self, last):
        """Every hypothesis a word longer; on the last step all end."""
        n, K = len(self.live), self.K
        value, word, state = self.next_words()
        self.score, i = (self.score.unsqueeze(2) + value).view(n, K * K).topk(K)
        parent = (i // K).unsqueeze(2)
        self.y = word.gather(1, i)
        words = self.words.gather(1, parent.expand(-1, -1, self.words.size(2)))
        self.words = torch.cat([words, self.y.unsqueeze(2)], 2)
        state = state.view(n, K, -1)
        self.s = state.gather(1, parent.expand(-1, -1, state.size(2))).view(n * K, -1)
        self.score.masked_fill_(torch.arange(K) >= self.left.unsqueeze(1), -math.inf)
        end = self.score > -math.inf
        return end if last else end & (self.y == EOS)

    def finish(self, end):
        """Takes the hypotheses that end off the beam; they are ranked by log p / length."""
        for b, k in end.nonzero().tolist():
            rank = self.score[b, k].item() / self.words.size(2)
            if rank > self.best[self.live[b]][0]:
                self.best[self.live[b]] = rank, self.words[b, k].tolist()
        self.score.masked_fill_(end, -math.inf)
        self.left -= end.sum(1)

    def drop_done(self):
        go = self.left.nonzero().squeeze(1)
        if len(go) == len(self.live):
            return
        self.live = [self.live[b] for b in go.tolist()]
        self.a = Annotations(*(x[go] for x in self.a))
        self.s = self.s.view(-1, self.K, self.s.size(1))[go].flatten(0, 1)
        self.score, self.left, self.y, self.words = (
            x[go] for x in (self.score, self.left, self.y, self.words))


@torch.no_grad()
def search(model, x, K):
    """x [S, B] -> B lists of words."""
    beam, longest = Beam(model, x, K), 2 * len(x) + 10
    for t in range(1, longest + 1):
        end = beam.step(t == longest)
        if end.any():
            beam.finish(end)
            beam.drop_done()
        if not beam.live:
            break
    return [words for _, words in beam.best]


# --------------------------------------------------------------------------------- the optimiser
class ChunkAdam:
    """torch.optim.Adam's update in chunks that stay in the cache, the clipping folded in."""
    CHUNK = 1 << 17

    def __init__(self, parameters, rate, clip=1., betas=(.9, .999), eps=1e-8):
        self.p, self.rate, self.clip = list(parameters), rate, clip
        self.betas, self.eps, self.t = betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.p]
        self.v = [torch.zeros_like(p) for p in self.p]
        self.room = torch.empty(self.CHUNK)

    @torch.no_grad()
    def step(self):
        self.t += 1
        square = sum(float(torch.dot(p.grad.view(-1), p.grad.view(-1))) for p in self.p)
        factor = min(1., self.clip / (math.sqrt(square) + 1e-6))
        for p, m, v in zip(self.p, self.m, self.v):
            flat = [x.view(-1).split(self.CHUNK) for x in (p, p.grad, m, v)]
            for chunks in zip(*flat):
                self.update(*chunks, factor)
            p.grad = None

    def update(self, p, g, m, v, factor):
        b1, b2 = self.betas
        m.mul_(b1).add_(g, alpha=factor * (1 - b1))
        v.mul_(b2).addcmul_(g, g, value=factor ** 2 * (1 - b2))
        root = torch.sqrt(v, out=self.room[:len(v)])
        root.mul_(1 / math.sqrt(1 - b2 ** self.t)).add_(self.eps)
        p.addcdiv_(m, root, value=-self.rate / (1 - b1 ** self.t))


class StockAdam:
    """torch.optim.Adam as it comes, behind the same two functions."""

    def __init__(self, parameters, rate, clip=1.):
        self.p, self.clip = list(parameters), clip
        self.adam = torch.optim.Adam(self.p, rate)

    def step(self):
        nn.utils.clip_grad_norm_(self.p, self.clip)
        self.adam.step()
        self.adam.zero_grad(set_to_none=True)


# ------------------------------------------------------------------------------------------ text
def read(path):
    opened = gzip.open if path.endswith('.gz') else open
    with opened(path, 'rt', encoding='utf-8', newline='\n') as f:
        return [line.split() for line in f]


def vocabulary(sentences, size):
    """Word to number: the most frequent ones, after the four special ones."""
    count = collections.Counter(w for s in sentences for w in s)
    words = sorted(count, key=lambda w: (-count[w], w))[:size - 4]
    return {w: UNK + 1 + i for i, w in enumerate(words)}


def numbers(sentences, vocab):
    return [[vocab.get(w, UNK) for w in s] + [EOS] for s in sentences]


def pad(sequences):
    return nn.utils.rnn.pad_sequence([torch.tensor(s) for s in sequences])


def batches(X, Y, size, rng):
    """One epoch: pairs of about the same lengths, batches in random order."""
    order = list(range(len(X)))
    rng.shuffle(order)
    order.sort(key=lambda i: (len(Y[i]) + rng.random(), len(X[i])))
    parts = [order[i:i + size] for i in range(0, len(order), size)]
    rng.shuffle(parts)
    for part in parts:
        yield pad([X[i] for i in part]), pad([[BOS] + Y[i] for i in part])


def batches_forever(X, Y, size):
    rng = random.Random(1)
    while True:
        yield from batches(X, Y, size, rng)


# -------------------------------------------------------------------------------------- commands
def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def report(**values):
    print(*(f'{k}={v:.6g}' if isinstance(v, float) else f'{k}={v}' for k, v in values.items()))


def check(_):
    """The loss and every gradient of both implementations, in float64."""
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(1)
    x = pad([[4, 5, 6, 7, EOS], [8, 9, EOS], [5, EOS]])
    y = pad([[BOS, 4, 6, EOS], [BOS, 5, 7, 8, 9, EOS], [BOS, EOS]])
    model, found = RnnSearch(11, 13, 6, 8, 7, 5, False), []
    for model.fused in True, False:
        model.zero_grad()
        loss, _ = model.loss(x, y)
        loss.backward()
        found.append([loss.detach()] + [p.grad.clone() for p in model.parameters()])
    worst = max(float((p - q).abs().max()) for p, q in zip(*found))
    report(difference=worst)
    return worst < 1e-10


def products(model, S, T, B, words):
    """Floating-point operations of the products of an update: three times those forwards."""
    _, V, E, H, A, L, _ = model.arguments
    encoder = B * S * (6 * H * E + 6 * H * H + 2 * H * A + 6 * H * H) + B * H * H
    decoder = B * T * (3 * H * E + H * (A + 3 * H) + 2 * L * (3 * H + E)) + words * L * V
    return 3 * 2 * (encoder + decoder + B * T * S * (A + 5 * H))


def train(model, optimizer, pairs, seconds):
    """Updates until they have taken so long, the making of batches not counted."""
    updates = words = sentences = flops = spent = 0
    for i, (x, y) in enumerate(pairs):
        start = time.perf_counter()
        loss, count = model.loss(x, y)
        loss.backward()
        optimizer.step()
        if i < WARM_UP:
            continue
        spent += time.perf_counter() - start
        updates, words, sentences = updates + 1, words + count, sentences + x.size(1)
        flops += products(model, len(x), len(y) - 1, x.size(1), count)
        if spent >= seconds:
            break
    report(words_per_second=words / spent, sentences_per_second=sentences / spent,
           gflops=flops / spent / 1e9, mb=peak_mb(), updates=updates, loss=loss.item(),
           threads=torch.get_num_threads(), pytorch=torch.__version__)


def settle(a):
    """What a program may ask of PyTorch; before anything computes."""
    global low
    if not a.stock:
        torch.set_num_threads(a.threads)
        torch.set_flush_denormal(True)
    low = torch.bfloat16 if a.bf16 else None
    torch.manual_seed(1)


def bench(a):
    settle(a)
    S, T = read(a.source), read(a.target)
    sv, tv = vocabulary(S, a.vocabulary), vocabulary(T, a.vocabulary)
    sizes = a.embedding, a.hidden, a.alignment, a.maxout
    model = RnnSearch(len(sv) + 4, len(tv) + 4, *sizes, a.impl == 'fused')
    optimizer = (StockAdam if a.stock else ChunkAdam)(model.parameters(), 1e-3)
    train(model, optimizer, batches_forever(numbers(S, sv), numbers(T, tv), a.batch), a.seconds)
    if a.save:
        torch.save((model.arguments, model.state_dict(), sv), a.save)


def translate_all(model, X, K, size):
    """Longest first, `size` together; their translations, in no order."""
    X = sorted(X, key=len, reverse=True)
    for i in range(0, len(X), size):
        yield from search(model, pad(X[i:i + size]), K)


def timed(model, X, K, size):
    start = time.perf_counter()
    found = list(translate_all(model, X, K, size))
    words = sum(w != EOS for s in found for w in s)
    return (time.perf_counter() - start) / len(X), words / len(X)


def translate(a):
    settle(a)
    arguments, values, vocab = torch.load(a.model)
    model = RnnSearch(*arguments)
    model.load_state_dict(values)
    if low:
        for m in model.Ua, model.Wc, model.We, model.Ws, model.Uo, model.Vo, model.Co, model.Wo:
            m.to(low)
    X = numbers(read(a.input), vocab)
    timed(model, X[:8], a.beam, 8)  # warm
    alone, _ = timed(model, X[:100], a.beam, 1)
    together, length = timed(model, X, a.beam, a.batch)
    report(ms_alone=1e3 * alone, each_second=1 / together, words_out=length, search_mb=peak_mb())


def add_common(p):
    p.add_argument('--threads', type=int, default=2)
    p.add_argument('--stock', action='store_true', help='as installed: no settings, plain Adam')
    p.add_argument('--bf16', action='store_true', help="fused's products in bfloat16")
    p.add_argument('--batch', type=int, default=64)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    commands = parser.add_subparsers(dest='command', required=True)
    commands.add_parser('check').set_defaults(run=check)
    p = commands.add_parser('bench')
    p.set_defaults(run=bench)
    add_common(p)
    p.add_argument('--source', required=True)
    p.add_argument('--target', required=True)
    for name, size in dict(embedding=256, hidden=512, alignment=512, maxout=256).items():
        p.add_argument('--' + name, type=int, default=size)
    p.add_argument('--vocabulary', type=int, default=10000, help='most words a side')
    p.add_argument('--impl', choices=['eager', 'fused'], default='fused')
    p.add_argument('--seconds', type=float, default=20)
    p.add_argument('--save', metavar='MODEL', help='for translate')
    p = commands.add_parser('translate')
    p.set_defaults(run=translate)
    add_common(p)
    p.add_argument('model')
    p.add_argument('--input', required=True)
    p.add_argument('--beam', type=int, default=5)
    return parser.parse_args()


if __name__ == '__main__':
    chosen = arguments()
    sys.exit(chosen.run(chosen) is False)
