namespace AccountPortal.Saml;

/// <summary>An attribute that something is taken from: it may come once only, and with one value unless it is a list (groups).</summary>
public sealed record MappedAttribute(string Name, bool IsList = false);
