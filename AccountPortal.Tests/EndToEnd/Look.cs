namespace AccountPortal.Tests.EndToEnd;

/// <summary>A screen and a colour scheme that pages are looked at in.</summary>
public enum Look
{
    Desktop,
    DesktopDark,
    Phone,
    PhoneDark,
}
