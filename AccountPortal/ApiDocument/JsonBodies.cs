namespace AccountPortal.ApiDocument;

/// <summary>Something to show or log; no program should read it.</summary>
public sealed record MessageJson(string Message);
