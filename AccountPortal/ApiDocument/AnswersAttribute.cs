namespace AccountPortal.ApiDocument;

/// <summary>What a JSON route answers where it does as it was asked; several for one status are told as one or the other.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AnswersAttribute(int status, string description, Type? body = null) : Attribute
{
    public int Status => status;

    public string Description => description;

    /// <summary>What is in the body; <c>null</c> for none, or for one that is no JSON of ours.</summary>
    public Type? Body => body;

    /// <summary>The body is a list of them.</summary>
    public bool IsList { get; init; }

    /// <summary>Where the body is nothing of ours: "application/zip", or JSON whose form another specification says.</summary>
    public string? ContentType { get; init; }
}

/// <summary>A problem that this route answers, besides those that follow from its other attributes.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RefusesAttribute(int status, string why, string? type = null) : Attribute
{
    public int Status => status;

    public string Why => why;

    /// <summary>One of <see cref="Security.Problems"/>, where programs tell it apart by that.</summary>
    public string? Type => type;
}
