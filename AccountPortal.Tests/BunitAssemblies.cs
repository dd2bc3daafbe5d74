using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace AccountPortal.Tests;

/// <summary>Answers bunit's request for AngleSharp.Diffing 1.x with the version that the feed has; see Bunit.props.</summary>
internal static class BunitAssemblies
{
    [ModuleInitializer]
    internal static void ResolveDiffing() =>
        AssemblyLoadContext.Default.Resolving += static (context, name) => name.Name == "AngleSharp.Diffing"
            ? context.LoadFromAssemblyPath(Path.Combine(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!, "AngleSharp.Diffing.dll"))
            : null;
}
