namespace WorldModel.Schema.Tests;

/// <summary>Schemas made for tests.</summary>
internal static class TestSchemas
{
    /// <summary>All kinds of everything: unknown units, levels, an amount, rates, numbers, a window of days.</summary>
    public const string ShopJson = """
        {
          "name": "shop", "timeZone": "Europe/Berlin", "lagDays": 3, "latenessDays": 4,
          "attributes": [
            { "name": "region", "kind": "category", "levels": ["north", "south"], "unknown": "unit" },
            { "name": "member", "kind": "flag", "unknown": "ignore" },
            { "name": "age", "kind": "number", "cuts": [30, 60], "unknown": "unit", "asNumber": "log" }
          ],
          "calendar": ["dayOfWeek"],
          "actions": [
            { "name": "mail", "levels": ["red", "blue"], "assignment": "randomised", "cost": 0.5 },
            { "name": "call", "cost": 2, "costOutcome": "spend" },
            { "name": "fair", "runs": { "dates": ["2025-03-30"] } }
          ],
          "outcomes": [
            {
              "name": "visit", "kind": "binary",
              "recency": { "days": [0, 2, 9] }, "cumulative": { "cuts": [1, 4] },
              "rates": [
                {
                  "halfLifeDays": 5, "cuts": [0.02, 0.04, 0.07, 0.1, 0.13, 0.16, 0.21, 0.26, 0.3, 0.4],
                  "priorMean": 0.2, "priorDays": 2, "asNumber": "yes"
                },
                { "cuts": [0.25] }
              ],
              "drivers": ["mail", "call"], "modifiers": ["region"], "responsiveness": ["mail", "call"]
            },
            {
              "name": "spend", "kind": "amount", "windowDays": 3, "value": 1, "margin": 0.4,
              "recency": { "days": [3] }, "cumulative": { "cuts": [10, 99.5] },
              "rates": [{ "halfLifeDays": 7, "cuts": [0.2, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 7] }],
              "drivers": ["mail", "discount"]
            }
          ],
          "derived": [
            { "name": "discount", "terms": [
              { "action": "mail", "level": "red", "amount": 5, "when": { "region": "north", "member": "1" } } ] }
          ],
          "lags": ["visit", "mail", "spend"]
        }
        """;

    public static ConsumerSchema Shop { get; } = ConsumerSchema.Parse(ShopJson);
}
