namespace AccountPortal.Places;

/// <summary>A file that is no MaxMind DB, or a damaged one. The message says what is wrong, to stand after "the file": "has no metadata".</summary>
public sealed class MaxMindException(string message) : Exception(message);
