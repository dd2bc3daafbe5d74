namespace AccountPortal.Export;

/// <summary>One column of an archive. <paramref name="Type"/> is its type in the database; <paramref name="Parts"/> are the members of a JSON object that are part of it, or null for all.</summary>
public sealed record ExportedColumn(string Name, string Type, bool IsNullable, IReadOnlyList<string>? Parts, string? Withheld);
