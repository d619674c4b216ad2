"""A DMN file with every kind of boxed expression, a business knowledge model, a service and types."""

BOXES = """<?xml version="1.0"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="urn:d">
<itemDefinition name="tAlder"><typeRef>number</typeRef><allowedValues><text>[0..130]</text></allowedValues></itemDefinition>
<itemDefinition name="tPerson">
  <itemComponent name="alder"><typeRef>tAlder</typeRef></itemComponent>
  <itemComponent name="roller" isCollection="true"><typeRef>string</typeRef></itemComponent>
</itemDefinition>
<itemDefinition name="tFarge"><typeRef>string</typeRef>
  <typeConstraint><text>"rød", "blå"</text></typeConstraint></itemDefinition>
<itemDefinition name="tPar" isCollection="true"><typeRef>number</typeRef>
  <typeConstraint><text>count(?) = 2</text></typeConstraint></itemDefinition>
<inputData id="in_person" name="person"><variable name="person" typeRef="tPerson"/></inputData>
<inputData id="in_navn" name="navn"><variable name="navn" typeRef="string"/></inputData>
<businessKnowledgeModel id="doblet" name="doblet"><variable name="doblet" typeRef="number"/><encapsulatedLogic>
  <formalParameter name="n" typeRef="number"/><literalExpression><text>2 * n</text></literalExpression>
</encapsulatedLogic></businessKnowledgeModel>
<decision id="alder" name="alder"><variable name="alder" typeRef="number"/>
  <informationRequirement id="r1"><requiredInput href="#in_person"/></informationRequirement>
  <literalExpression><text>person.alder</text></literalExpression></decision>
<decision id="dobbel" name="dobbel alder"><variable name="dobbel alder"/>
  <informationRequirement id="r2"><requiredDecision href="#alder"/></informationRequirement>
  <knowledgeRequirement id="r3"><requiredKnowledge href="#doblet"/></knowledgeRequirement>
  <invocation><literalExpression><text>doblet</text></literalExpression>
    <binding><parameter name="n"/><literalExpression><text>alder</text></literalExpression></binding></invocation></decision>
<decision id="hilsen" name="hilsen"><variable name="hilsen"/>
  <informationRequirement id="r4"><requiredInput href="#in_navn"/></informationRequirement>
  <context>
    <contextEntry><variable name="navnet"/><literalExpression><text>upper case(navn)</text></literalExpression></contextEntry>
    <contextEntry><literalExpression><text>"Hei, " + navnet</text></literalExpression></contextEntry></context></decision>
<decision id="voksen" name="voksen"><variable name="voksen"/>
  <informationRequirement id="r5"><requiredDecision href="#alder"/></informationRequirement>
  <conditional><if><literalExpression><text>alder &gt;= 18</text></literalExpression></if>
    <then><literalExpression><text>"voksen"</text></literalExpression></then>
    <else><literalExpression><text>"barn"</text></literalExpression></else></conditional></decision>
<decision id="store" name="store"><variable name="store"/><filter>
  <in><list><literalExpression><text>1</text></literalExpression><literalExpression><text>20</text></literalExpression></list></in>
  <match><literalExpression><text>item &gt; 10</text></literalExpression></match></filter></decision>
<decision id="kvadrater" name="kvadrater"><variable name="kvadrater"/><for iteratorVariable="i">
  <in><literalExpression><text>[1, 2, 3]</text></literalExpression></in>
  <return><literalExpression><text>i * i + count(partial)</text></literalExpression></return></for></decision>
<decision id="noen" name="noen"><variable name="noen"/><some iteratorVariable="i">
  <in><literalExpression><text>[1, 2, 3]</text></literalExpression></in>
  <satisfies><literalExpression><text>i &gt; 2</text></literalExpression></satisfies></some></decision>
<decision id="alle" name="alle"><variable name="alle"/><every iteratorVariable="i">
  <in><literalExpression><text>[1, 2, 3]</text></literalExpression></in>
  <satisfies><literalExpression><text>i &gt; 2</text></literalExpression></satisfies></every></decision>
<decision id="rader" name="rader"><variable name="rader"/><relation><column name="by"/><column name="folk"/>
  <row><literalExpression><text>"Moss"</text></literalExpression><literalExpression><text>52000</text></literalExpression></row>
  <row><literalExpression><text>"Våler"</text></literalExpression><literalExpression><text>6000</text></literalExpression></row>
</relation></decision>
<decision id="regnet" name="regnet"><variable name="regnet"/><context>
  <contextEntry><variable name="pluss"/><functionDefinition><formalParameter name="a"/><formalParameter name="b"/>
    <literalExpression><text>a + b</text></literalExpression></functionDefinition></contextEntry>
  <contextEntry><literalExpression><text>pluss(2, 3)</text></literalExpression></contextEntry></context></decision>
<decision id="farge" name="farge"><variable name="farge" typeRef="tFarge"/>
  <informationRequirement id="r6"><requiredInput href="#in_navn"/></informationRequirement>
  <literalExpression><text>navn</text></literalExpression></decision>
<decision id="par" name="par"><variable name="par" typeRef="tPar"/>
  <informationRequirement id="r7"><requiredDecision href="#alder"/></informationRequirement>
  <literalExpression><text>for i in 1..alder return i</text></literalExpression></decision>
<decisionService id="tjeneste" name="tjeneste"><variable name="tjeneste"/>
  <outputDecision href="#voksen"/><inputDecision href="#alder"/></decisionService>
</definitions>
""".encode()
