namespace AccountPortal.Shared;

/// <summary>good: it is done. warn: it is done, but mind something. bad: it is not done.</summary>
public enum NoticeKind { Good, Warn, Bad }

/// <summary>A one-shot message that the next page shows.</summary>
public record NoticeMessage(NoticeKind Kind, string Text);
