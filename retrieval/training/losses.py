"""What the tasks of CLIP training cost. Adapter: torch. Embeddings are (n, d) unit rows."""

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name

VIEW_TEMPERATURE = 0.1
LABEL_TEMPERATURE = 0.1


def contrastive_loss(
    images: torch.Tensor,
    texts: torch.Tensor,
    is_same: torch.Tensor,
    logit_scale: torch.Tensor,
    *,
    other_images: torch.Tensor | None = None,
    other_texts: torch.Tensor | None = None,
) -> torch.Tensor:
    """InfoNCE both ways; a row's target is spread evenly over the pairs that mean the same, `is_same` (n, n) bool.

    `other_images` and `other_texts`, (m, d) each, belong to nothing here: a row must tell its own from them too.
    Source: Radford et al. 2021, "Learning Transferable Visual Models From Natural Language Supervision"; spreading the
    target follows Khosla et al. 2020, "Supervised Contrastive Learning", equation 2.
    """
    by_image = _find(images, texts, is_same, logit_scale, other_texts)
    by_text = _find(texts, images, is_same.T, logit_scale, other_images)
    return (by_image + by_text) / 2


def _find(
    seekers: torch.Tensor, sought: torch.Tensor, is_same: torch.Tensor, scale: torch.Tensor, others: torch.Tensor | None
) -> torch.Tensor:
    target = is_same / is_same.sum(1, keepdim=True)
    if others is not None:
        sought, target = torch.cat([sought, others]), F.pad(target, (0, len(others)))
    return F.cross_entropy(scale * seekers @ sought.T, target)


def label_loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of (n, c) logits; a row of `labels` (n, c) has ones at what it may be, all zeros where unknown."""
    known = labels.sum(1) > 0
    if not known.any():
        return logits.sum() * 0
    return -(F.log_softmax(logits[known], 1).masked_fill(labels[known] == 0, -torch.inf).logsumexp(1)).mean()


def distillation_loss(students: torch.Tensor, teachers: torch.Tensor) -> torch.Tensor:
    """One minus the cosine of (n, d) student rows with unit teacher rows, averaged."""
    return (1 - F.cosine_similarity(students, teachers)).mean()


def view_loss(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Two views of a picture find each other among the batch (NT-Xent between views).

    Source: Chen et al. 2020, "A Simple Framework for Contrastive Learning of Visual Representations".
    """
    logits = first @ second.T / VIEW_TEMPERATURE
    target = torch.arange(len(first))
    return (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2


def label_pairs_loss(
    images: torch.Tensor, others: torch.Tensor, is_pair: torch.Tensor, among: torch.Tensor
) -> torch.Tensor:
    """Pictures find those that they make a pair with among others: (n, d), (m, d) and bool (n, m) twice.

    `is_pair` lies within `among`, which says who is to be told apart at all: all others for the kind of a thing, those
    of its own kind for its colour. Pictures without a pair don't count.
    Source: Khosla et al. 2020, "Supervised Contrastive Learning", equation 2.
    """
    known = is_pair.any(1)
    if not known.any():
        return images.sum() * 0
    logits = (images[known] @ others.T / LABEL_TEMPERATURE).masked_fill(~among[known], -torch.inf)
    log_p = logits - logits.logsumexp(1, keepdim=True)
    pairs = is_pair[known]
    return -(log_p.masked_fill(~pairs, 0).sum(1) / pairs.sum(1)).mean()
