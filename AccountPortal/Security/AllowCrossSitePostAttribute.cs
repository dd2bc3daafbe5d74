namespace AccountPortal.Security;

/// <summary>The action takes what other sites post, as a protocol wants it; it must not go by the browser's session.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AllowCrossSitePostAttribute : Attribute;
