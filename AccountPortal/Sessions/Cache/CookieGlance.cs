namespace AccountPortal.Sessions.Cache;

/// <summary>
/// What a session cookie shows at a glance: the hash of its key, and the tag that it brings, of which nobody has computed whether it fits. Whoever knows a
/// session by that hash and with that tag has nothing left to compute; anybody else reads the cookie (<see cref="SessionCookie.Read"/>).
/// </summary>
internal readonly record struct CookieGlance(KeyHash KeyHash, ulong Tag);
