namespace AccountPortal.Gateway;

/// <summary>The address of the way back to an app. It is one of ours, so that every way in leads there: each of them goes on to our own pages alone.</summary>
internal static class OnwardAddress
{
    public const string Path = "/session/onward";
    public const string Target = "to";

    public static string For(Uri app, GatewayDemand demand) => Path + QueryString.Create([new(Target, app.AbsoluteUri), .. demand.Parameters()]);
}
