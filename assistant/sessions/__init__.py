"""The conversations of shoppers, kept: turns durable before they are acknowledged, resumed, expired and erased."""
