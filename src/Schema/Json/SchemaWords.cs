namespace WorldModel.Schema.Json;

/// <summary>The words that stand for enumerations in a schema's JSON, in the order of their values.</summary>
internal static class SchemaWords
{
    public static readonly string[] AttributeKinds = ["category", "flag", "number"];
    public static readonly string[] UnknownPolicies = ["refuse", "ignore", "unit"];
    public static readonly string[] CalendarParts = ["month", "dayOfWeek"];
    public static readonly string[] Assignments = ["randomised", "observed"];
    public static readonly string[] OutcomeKinds = ["binary", "amount"];

    public static readonly string[] NumberScales = ["no", "linear", "log"];

    public static readonly string[] YesOrNo = ["no", "yes"];

    public static readonly string[] DaysOfWeek =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
}
