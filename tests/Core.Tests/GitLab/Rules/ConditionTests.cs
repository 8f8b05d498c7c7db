using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Rules;

/// <summary>The language of <c>if</c>, with E empty, P present, U unset.</summary>
public sealed class ConditionTests
{
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["E"] = "", ["P"] = "x", ["S"] = "  ", ["T"] = "true", ["F"] = "false", ["N"] = "null", ["REF"] = "feature/a-1", ["DOLLAR"] = "$P",
        ["PATTERN"] = "/^feature\\//", ["FLAGGED"] = "/FEATURE/i", ["BROKEN"] = "/(/", ["WORDS"] = "main develop", ["ONE"] = "/f/", ["PATH"] = "a/path",
        ["LINES"] = "one\ntwo", ["1"] = "digit",
    };

    [Theory]
    [InlineData("$E", false)]
    [InlineData("$P", true)]
    [InlineData("$U", false)]
    [InlineData("$S", false)]
    [InlineData("$F", true)]
    [InlineData("$1", true)]
    [InlineData("null", false)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("\"\"", false)]
    [InlineData("\"a\"", true)]
    [InlineData("'a'", true)]
    [InlineData("/ab/", true)]
    [InlineData("$E == null", false)]
    [InlineData("$E == \"\"", true)]
    [InlineData("$U == null", true)]
    [InlineData("null == $U", true)]
    [InlineData("$U == \"\"", false)]
    [InlineData("$U != null", false)]
    [InlineData("$P != null", true)]
    [InlineData("$P == \"x\"", true)]
    [InlineData("$P == 'x'", true)]
    [InlineData("$P==\"x\"", true)]
    [InlineData("  $P\t==\n'x' ", true)]
    [InlineData("$P == \"X\"", false)]
    [InlineData("\"x\" == $P", true)]
    [InlineData("$P != \"x\"", false)]
    [InlineData("$P != \"y\"", true)]
    [InlineData("$U == $V", true)]
    [InlineData("$N == null", false)]
    [InlineData("$T == true", true)]
    [InlineData("true == $T", true)]
    [InlineData("$F == false", true)]
    [InlineData("$F == true", false)]
    [InlineData("$T != true", false)]
    [InlineData("$U == false", false)]
    [InlineData("true == true", true)]
    [InlineData("$DOLLAR == \"x\"", false)]
    [InlineData("$DOLLAR == \"$P\"", true)]
    [InlineData("\"a'b\" == 'a\"b'", false)]
    [InlineData("$E && $P", true)] // an empty text is true inside &&
    [InlineData("$P && $E", false)]
    [InlineData("$P && $P", true)]
    [InlineData("$U && $P", false)]
    [InlineData("$P && $U", false)]
    [InlineData("$E || $P", false)] // and so || stops at it
    [InlineData("$U || $P", true)]
    [InlineData("$P || $U", true)]
    [InlineData("$U || $E", false)]
    [InlineData("$U || $U || $P", true)]
    [InlineData("$P == \"y\" || $P == \"x\"", true)]
    [InlineData("$P == \"x\" && $REF == \"main\"", false)]
    [InlineData("$P == \"x\" || $U && $U", true)]
    [InlineData("($P == \"x\" || $U) && $U", false)]
    [InlineData("$U && $U || $P", true)]
    [InlineData("$U && ($U || $P)", false)]
    [InlineData("((($P)))", true)]
    [InlineData("(\"string\" == (\"test\" || \"string\"))", false)]
    [InlineData("(\"test\" == (\"test\" || \"string\"))", true)]
    [InlineData("(\"string\" == (\"test\" && \"string\"))", true)]
    [InlineData("!$P", false)]
    [InlineData("!$U", true)]
    [InlineData("!$E", true)]
    [InlineData("!!$P", true)]
    [InlineData("!($P == \"y\")", true)]
    [InlineData("!$U && $P", true)]
    [InlineData("!$P == \"x\"", false)] // (!$P) == "x"
    [InlineData("!$P == false", true)]
    [InlineData("$P && !$U", true)]
    [InlineData("false == !$P", true)]
    [InlineData("$P =~ /X/i", false)] // one character is no pattern
    [InlineData("$P =~ /X+/i", true)]
    [InlineData("$P =~ /X+/", false)]
    [InlineData("$REF =~ /^feature\\//", true)]
    [InlineData("$REF =~ /feature/", true)]
    [InlineData("$REF =~ /^ature/", false)]
    [InlineData("$REF =~ /a-\\d$/", true)]
    [InlineData("$REF !~ /^feature/", false)]
    [InlineData("$REF !~ /^fix/", true)]
    [InlineData("$U =~ /.*/", true)] // unset counts as empty text
    [InlineData("$U =~ /.+/", false)]
    [InlineData("$U !~ /.+/", true)]
    [InlineData("$REF =~ $PATTERN", true)]
    [InlineData("$PATH =~ $PATTERN", false)]
    [InlineData("$REF =~ $FLAGGED", true)]
    [InlineData("$REF =~ $ONE", true)]
    [InlineData("$REF =~ \"/^feature/\"", true)]
    [InlineData("$REF =~ $U", false)]
    [InlineData("$REF !~ $U", true)]
    [InlineData("$REF =~ null", false)]
    [InlineData("\"develop\" =~ $WORDS", true)] // no pattern: found in the right side
    [InlineData("\"dev\" =~ $WORDS", true)]
    [InlineData("\"stage\" =~ $WORDS", false)]
    [InlineData("\"stage\" !~ $WORDS", true)]
    [InlineData("$WORDS =~ \"develop\"", false)]
    [InlineData("\"(\" =~ $BROKEN", true)]
    [InlineData("$E =~ $WORDS", true)]
    [InlineData("$T =~ /^tr/ && $REF =~ /feat/", true)]
    [InlineData("$REF =~ /ab/ || $REF =~ /feature\\/a/", true)]
    [InlineData("/ab/ == /ab/", true)]
    [InlineData("/ab/ == /ab/i", false)]
    [InlineData("$LINES =~ /^two$/", false)]
    [InlineData("$LINES =~ /^two$/m", true)]
    [InlineData("$LINES =~ /one.two/", false)]
    [InlineData("$LINES =~ /one.two/s", true)]
    [InlineData("$LINES =~ /one.TWO/si", true)]
    [InlineData("$P == \"x\" == true", true)] // left to right
    [InlineData("== $P \"x\"", true)] // as GitLab's parser takes it
    [InlineData("$P !", false)]
    public void Holds_as_GitLab_says(string expression, bool expected) =>
        Assert.Equal(expected, Condition.Holds(expression, name => Variables.GetValueOrDefault(name)));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("${P}")]
    [InlineData("%P%")]
    [InlineData("$")]
    [InlineData("$P \"x\"")]
    [InlineData("$P $P")]
    [InlineData("== \"x\"")]
    [InlineData("$P ==")]
    [InlineData("$P == == \"x\"")]
    [InlineData("$P && ")]
    [InlineData("&& $P")]
    [InlineData("$P & $P")]
    [InlineData("$P | $P")]
    [InlineData("$P = \"x\"")]
    [InlineData("!")]
    [InlineData("()")]
    [InlineData("($P")]
    [InlineData("$P)")]
    [InlineData(")$P(")]
    [InlineData("\"x")]
    [InlineData("'x\"")]
    [InlineData("x")]
    [InlineData("trueish")]
    [InlineData("$P =~ /a/")]
    [InlineData("$P =~ /ab")]
    [InlineData("$P =~ /(ab/")]
    [InlineData("$P =~ /ab/x")]
    [InlineData("$P =~ /(?=ab)/")]
    [InlineData("$P == 1")]
    [InlineData("$[[ inputs.a ]]")]
    public void Refuses_what_GitLab_refuses(string expression) => Assert.Null(Condition.Read(expression));

    [Theory]
    [InlineData(49, true)] // 98 signs and one value more
    [InlineData(50, false)]
    public void Takes_ninety_nine_tokens(int pairs, bool isTaken)
    {
        var expression = string.Concat(Enumerable.Repeat("$P||", pairs)) + "$P";
        Assert.Equal(isTaken, Condition.Read(expression) is not null);
        Assert.Equal(isTaken, Condition.Holds(expression, _ => "x"));
    }
}
