namespace WorldModel.Schema.Tests;

public sealed class ConsumerIdTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("\u00fc\u4e2d\ud83d\ude00")]
    public void An_id_is_any_text_of_whole_characters(string id) => Assert.Equal(id, ConsumerId.Check(id));

    // What has no UTF-8 of its own would be written as another id, and two consumers would become one.
    [Theory]
    [InlineData(0xD83D)]
    [InlineData(0xDE00)]
    [InlineData(0x7)]
    public void Half_a_character_or_a_control_is_refused_wherever_it_stands(int bad)
    {
        foreach (var id in new[] { $"{(char)bad}", $"a{(char)bad}", $"{(char)bad}z", $"a{(char)bad}z" })
            Assert.Equal("consumer", Assert.Throws<InputException>(() => ConsumerId.Check(id)).Field);
    }
}
