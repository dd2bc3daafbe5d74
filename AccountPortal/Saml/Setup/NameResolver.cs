using System.Net;

namespace AccountPortal.Saml.Setup;

/// <summary>Which addresses a name has: the machine's own way to find out.</summary>
public class NameResolver
{
    public virtual Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken);
}
