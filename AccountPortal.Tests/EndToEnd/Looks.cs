using System.Reflection;
using Xunit.Sdk;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>The looks that the pages are walked in.</summary>
public static class Looks
{
    /// <summary>
    /// Two of the four show each width and each colour scheme once, and that is all that the checks of a page depend on. Where somebody wants pictures, all four.
    /// </summary>
    public static IReadOnlyList<Look> All { get; } = Tab.TakesPictures ? Enum.GetValues<Look>() : [Look.Desktop, Look.PhoneDark];
}

/// <summary>Runs a theory in each of <see cref="Looks.All"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LookDataAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Looks.All.Select(look => new object[] { look });
}
